import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'

export default class PowerAccept extends OpsCommand {
  static override summary = 'Accept that a machine hangs on another plug, or on another outlet of a strip, than before.'
  static override description =
    'ops remembers the ids of each outlet when it first sees it, and refuses to switch another one. It also refuses an outlet that was shown not to feed the machine, or on which it has seen a machine that is in the inventory no more, or whose old address still answers. This command shows the old and the new ids, the hosts that ops has seen on the new outlet, and what it would forget, and asks. Proofs of the wiring end. The answer is recorded in the journal. Nothing is switched.'
  static override examples = ['<%= config.bin %> <%= command.id %> node1', '<%= config.bin %> <%= command.id %> node1 --yes']
  static override args = {host: Args.string({description: 'one machine', required: true})}
  static override flags = {yes: Flags.boolean({char: 'y', description: 'do not ask'})}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PowerAccept)
    const [{acceptOutlets, formatChange}, {confirmCut, terminalAsker}] = await Promise.all([
      import('../src/outlets/accept-outlets.ts'),
      import('../src/off/confirm-cut.ts'),
    ])
    const services = await this.services()
    const host = services.inventory.host(args.host)
    const confirm = (changes: readonly string[]) =>
      confirmCut(
        {verb: 'Accept the outlets', hosts: [host.name], overrides: [`as they are now (${changes.join('; ')})`]},
        {yes: flags.yes, expand: (set) => services.inventory.select(set).map(({name}) => name), ask: terminalAsker(signal)},
      )
    const result = await acceptOutlets(services, host, {argv: this.typed, confirm}, signal)
    const lines = [...result.outlets.map(formatChange), ...(result.doubts ?? [])].map((line) => `  ${line}`)
    const text = [`${host.name}: ${result.changed ? 'accepted' : 'its outlets are those that ops knows already'}`, ...lines].join('\n')
    return {result: {hosts: [result]}, text}
  }
}
