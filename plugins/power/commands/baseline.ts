import {type Answer, Args, OpsCommand} from '@ops/core/cli'

export default class PowerBaseline extends OpsCommand {
  static override summary = 'Print the programs that run on a machine now, as "baseline:" lines for the inventory.'
  static override description =
    'Programs that every machine runs, declared work, logins, and what ends by itself are left out. Comments name units and programs that seem to end by themselves: clients of servers, package managers, tools for disks, jobs of cron, units of systemd-run and of timers, and what a unit started later than itself. Delete the lines that are work before you add the rest to the inventory.'
  static override examples = ['<%= config.bin %> <%= command.id %> node1']
  static override args = {host: Args.string({description: 'one machine', required: true})}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args} = await this.parse(PowerBaseline)
    const [{findBaseline}, {renderBaseline}] = await Promise.all([
      import('../src/guards/undeclared/find-baseline.ts'),
      import('../src/present/render-baseline.ts'),
    ])
    const services = await this.services()
    const baseline = await findBaseline(services, services.inventory.host(args.host), signal)
    return {result: {hosts: [baseline]}, text: renderBaseline(baseline)}
  }
}
