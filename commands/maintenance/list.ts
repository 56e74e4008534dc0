import {type Answer, OpsCommand} from '@ops/core/cli'

export default class MaintenanceList extends OpsCommand {
  static override summary = 'List the machines in maintenance, with reason, author and end.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']

  protected async act(): Promise<Answer> {
    const {maintenanceSentence, readMaintenance} = await import('@ops/core/maintenance')
    const services = await this.services()
    const maintenance = await readMaintenance(services)
    const isGone = (host: string) => !services.inventory.hosts.has(host)
    const lines = maintenance.map(
      (one) => `${one.host} ${maintenanceSentence(one)}${isGone(one.host) ? ' The inventory has no host of this name.' : ''}`,
    )
    return {result: {maintenance}, text: lines.length === 0 ? 'No machine is in maintenance.' : lines.join('\n')}
  }
}
