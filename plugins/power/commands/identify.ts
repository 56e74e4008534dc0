import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'
import {parseDuration} from '@ops/core/text'
import {requireReason} from './cut-flags.ts'

export default class PowerIdentify extends OpsCommand {
  static override summary = 'Prove once that the outlets of a machine feed it, by switching the machine off and on.'
  static override description =
    'Guards check first, as for "ops power off". Then the machine is shut down. Where the outlet has a meter, its draw must fall before the relay opens; otherwise the machine must start when the relay closes again (its firmware has to be set to start when power returns). A machine with several outlets without meters is switched off once for each of them, and must start on each of them alone. With --hard the power of the running machine is cut: it must fall silent, and have started anew when its power is back. If the wiring is not what the inventory says, another machine loses its power; when the machine goes on answering, ops closes the relay again at once. The proof is void when the device id, the child id, the entry in the inventory, or the address of the machine changes.'
  static override examples = ['<%= config.bin %> <%= command.id %> node1', '<%= config.bin %> <%= command.id %> node1 --hard --yes']
  static override args = {host: Args.string({description: 'one machine', required: true})}
  static override flags = {
    hard: Flags.boolean({description: 'cut the power of the running machine without shutting it down, and give it back'}),
    force: Flags.string({description: 'override findings of guards, for this reason (recorded in the journal)', helpValue: 'REASON'}),
    for: Flags.string({description: 'time that the machine may take to answer again', default: '5m', helpValue: 'TIME'}),
    yes: Flags.boolean({char: 'y', description: 'do not ask'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PowerIdentify)
    const startMs = parseDuration(flags.for)
    const [{identifyHost}, {confirmAct, terminalAsker}, {renderResults}] = await Promise.all([
      import('../src/identify/identify-host.ts'),
      import('../src/off/confirm-cut.ts'),
      import('../src/present/render-results.ts'),
    ])
    const services = await this.services()
    const host = services.inventory.host(args.host)
    const {hard, force, yes} = flags
    requireReason(force)
    const how = hard ? 'its power is cut without a shutdown' : 'it is shut down and its power is cut'
    const question = `Power identify of ${host.name} (${how}; another machine is cut if the inventory names a wrong outlet)`
    const confirm = () => confirmAct(question, {yes, ask: terminalAsker(signal)})
    const argv = this.typed
    const result = await identifyHost(services, host, {argv, hard, force, startMs, confirm}, signal)
    const lines = result.hosts.filter(({wiring}) => wiring === 'proven').map((one) => `  + wiring: proven for ${one.host}`)
    return {result, text: [renderResults(result.hosts, services.inventory), ...lines].join('\n'), exit: exitOfHosts(result.hosts)}
  }
}
