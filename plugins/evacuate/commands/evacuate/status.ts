import {Args} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'
import {exitCodes} from '@ops/core/errors'

export default class EvacuateStatus extends OpsCommand {
  static override summary = 'Show the state of every open evacuation.'
  static override description =
    `Asks the hosts themselves, whose records are enough if the journal is lost. Only reads. Exit 4 when a host does not
answer, because its moves may be missing.`
  static override examples = ['<%= config.bin %> evacuate status', '<%= config.bin %> evacuate status node1']
  static override args = {host: Args.string({description: 'host that the work leaves or goes to (default: all)'})}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args} = await this.parse(EvacuateStatus)
    const [{evacuationStatus}, {renderStatus}] = await Promise.all([
      import('../../src/resolve/evacuation-status.ts'),
      import('../../src/present/render-status.ts'),
    ])
    const services = await this.services()
    const hosts = args.host === undefined ? [...services.inventory.hosts.values()] : [services.inventory.host(args.host)]
    const status = await evacuationStatus(services, hosts, {}, signal)
    const isUnknown = status.silent.length > 0 || status.moves.some(({state}) => state === 'UNKNOWN')
    return {
      result: {...status},
      text: renderStatus(status, hosts.length, this.columns),
      exit: isUnknown ? exitCodes.unreachable : exitCodes.done,
    }
  }
}
