import {type Answer, Args, OpsCommand} from '@ops/core/cli'

export default class MaintenanceOff extends OpsCommand {
  static override summary = 'End the maintenance of machines.'
  static override examples = ['<%= config.bin %> <%= command.id %> node1']
  static override args = {
    hosts: Args.string({description: 'host set', required: true}),
    reason: Args.string({description: 'why, in words, for the journal'}),
  }

  protected async act(): Promise<Answer> {
    const {args} = await this.parse(MaintenanceOff)
    const {endMaintenance, readMaintenance} = await import('@ops/core/maintenance')
    const services = await this.services()
    // A name that has left the inventory.
    const isGone = !services.inventory.hosts.has(args.hosts) && (await readMaintenance(services)).some(({host}) => host === args.hosts)
    const hosts = isGone ? [args.hosts] : services.inventory.select(args.hosts).map(({name}) => name)
    const ended = await endMaintenance(services, hosts, this.typed)
    const text = hosts.map((host) => `${host} ${ended.includes(host) ? 'is no longer in maintenance.' : 'was not in maintenance.'}`)
    return {result: {ended}, text: text.join('\n')}
  }
}
