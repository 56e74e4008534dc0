import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'

export default class MaintenanceOn extends OpsCommand {
  static override summary = 'Put machines into maintenance: no work is placed on them, and others cannot switch them off.'
  static override description =
    'The reason is shown by "ops power status", by evacuations that would use the machine, and by guards, which refuse to let somebody else cut it without --force. The machines themselves are not touched.'
  static override examples = [
    "<%= config.bin %> <%= command.id %> node1 'new disks'",
    "<%= config.bin %> <%= command.id %> @rack1 --until 2h 'cabling'",
  ]
  static override args = {
    hosts: Args.string({description: 'host set', required: true}),
    reason: Args.string({description: 'why, in words', required: true}),
  }
  static override flags = {
    until: Flags.string({
      description:
        'end: a length of time such as 2h, or a date such as 2027-01-31T18:00 (local time, without a time the midnight with which the day begins)',
      helpValue: 'TIME',
    }),
  }

  protected async act(): Promise<Answer> {
    const {args, flags} = await this.parse(MaintenanceOn)
    const {maintenanceSentence, parseEnd, startMaintenance} = await import('@ops/core/maintenance')
    const services = await this.services()
    const hosts = services.inventory.select(args.hosts).map(({name}) => name)
    const untilMs = flags.until === undefined ? undefined : parseEnd(flags.until, services.clock.now())
    const argv = this.typed
    const maintenance = await startMaintenance(services, {hosts, reason: args.reason, untilMs, argv})
    const lines = maintenance.flatMap(({replaced, ...one}) => [
      `${one.host} ${maintenanceSentence(one)}`,
      ...(replaced === undefined ? [] : [`  It replaces what was said before: ${one.host} ${maintenanceSentence(replaced)}`]),
    ])
    return {result: {maintenance}, text: lines.join('\n')}
  }
}
