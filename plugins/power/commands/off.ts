import {type Answer, Args, OpsCommand} from '@ops/core/cli'
import {confirmFlags, cutFlags, exitOfCut, hostsHelp, toCutInput} from './cut-flags.ts'

export default class PowerOff extends OpsCommand {
  static override summary = 'Move work away, shut machines down, switch their outlets off, and prove that they are off.'
  static override description =
    'Guards check first. Declared work is moved to another host; if anything else would be lost, the machine is refused and stays on (exit 5; other machines of the set go off). A machine that is off already counts as success.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> node1',
    '<%= config.bin %> <%= command.id %> node1 --dry-run',
    "<%= config.bin %> <%= command.id %> node1 --hard --force 'overheating' --yes",
  ]
  static override args = {hosts: Args.string({description: hostsHelp, required: true})}
  static override flags = cutFlags

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PowerOff)
    const [{offHosts}, {renderResults}] = await Promise.all([import('../src/off/off-hosts.ts'), import('../src/present/render-results.ts')])
    const services = await this.services()
    const hosts = services.inventory.select(args.hosts)
    await confirmFlags({verb: 'Power off', hosts, flags}, services.inventory, signal)
    const result = await offHosts(services, hosts, {...toCutInput(flags, hosts), argv: this.typed}, signal)
    return {result, text: renderResults(result.hosts, services.inventory), exit: exitOfCut(result.hosts, flags)}
  }
}
