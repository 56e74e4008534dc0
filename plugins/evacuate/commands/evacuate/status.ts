import {type Answer, Args, OpsCommand} from '@ops/core/cli'

export default class EvacuateStatus extends OpsCommand {
  static override summary = 'Show every open evacuation: where its work is, and which command finishes it.'
  static override description =
    `Reads the records on the hosts themselves, which are enough if the journal is lost. Changes nothing. Exit 4 when the
state of a move is unknown, or when a host does not answer, because its moves may be missing from the list.`
  static override examples = ['<%= config.bin %> evacuate status', '<%= config.bin %> evacuate status node1']
  static override args = {host: Args.string({description: 'show only evacuations from or to this host (default: all hosts)'})}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args} = await this.parse(EvacuateStatus)
    const [{evacuationStatus}, {renderStatus}, {errors}, {maintenanceSentence, findMaintenance}, {escapeText}] = await Promise.all([
      import('../../src/resolve/evacuation-status.ts'),
      import('../../src/present/render-status.ts'),
      import('../../src/errors/errors.ts'),
      import('@ops/core/maintenance'),
      import('@ops/core/untrusted'),
    ])
    const services = await this.services()
    const hosts = args.host === undefined ? [...services.inventory.hosts.values()] : [services.inventory.host(args.host)]
    const status = await evacuationStatus(services, hosts, {}, signal)
    const maintenance = (await Promise.all(hosts.map(({name}) => findMaintenance(services, name)))).filter((one) => one !== undefined)
    const resting = maintenance.map((one) => `${one.host} ${maintenanceSentence(one)} No work is placed on it.`)
    const text = [renderStatus(status, hosts.length, this.columns), ...resting.map(escapeText)].join('\n')
    const result = {...status, maintenance}
    const unknown = status.moves.filter(({state}) => state === 'UNKNOWN').length
    if (status.silent.length + unknown === 0) return {result, text}
    const silent = status.silent.map(({host}) => host)
    const error = errors.EVACUATE_STATUS_UNKNOWN({}, silent, unknown)
    return {result, text, exit: error.exit, error}
  }
}
