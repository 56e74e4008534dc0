import {type Answer, Flags, OpsCommand} from '@ops/core/cli'
import {requireAddress} from '@ops/core/net'
import {parseDuration} from '@ops/core/text'
import {exitCodes} from '@ops/core/errors'

export default class PowerDiscover extends OpsCommand {
  static override summary = 'Find the Kasa plugs of the local networks, and print the ids that pin them in the inventory.'
  static override description =
    'Sends a query by UDP, which changes nothing. Plugs whose newer firmware ops does not support are listed too.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --broadcast 10.0.0.255 --wait 5s']
  static override flags = {
    broadcast: Flags.string({
      description: 'address to query: of a network or of one plug (default: every network of this machine)',
      helpValue: 'ADDRESS',
      multiple: true,
    }),
    port: Flags.integer({description: 'UDP port of the plugs', default: 9999, min: 1, max: 65535, helpValue: 'PORT'}),
    wait: Flags.string({description: 'time to listen for answers', default: '3s', helpValue: 'TIME'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {flags} = await this.parse(PowerDiscover)
    const waitMs = parseDuration(flags.wait)
    const [{discoverPlugs, ownBroadcasts}, {renderPlugs}] = await Promise.all([
      import('../src/drivers/kasa/discover-plugs.ts'),
      import('../src/drivers/kasa/render-plugs.ts'),
    ])
    const unsent: {address: string; why: string}[] = []
    const onUnsent = (address: string, why: string) => {
      unsent.push({address, why})
      this.progress.say(`No discovery packet could be sent to ${address}: ${why}.`)
    }
    const addresses = flags.broadcast?.map(requireAddress) ?? ownBroadcasts()
    const plugs = await discoverPlugs({addresses, port: flags.port, waitMs, repeats: 3, onUnsent}, signal)
    // Stopped before the time was over, or not asked everywhere: there may be more plugs.
    const isWhole = !signal.aborted && (flags.broadcast === undefined || unsent.length === 0)
    return {result: {plugs, unsent}, text: renderPlugs(plugs, this.columns), exit: isWhole ? exitCodes.done : exitCodes.someFailed}
  }
}
