import {join} from 'node:path'
import {type Answer, OpsCommand, parseDuration} from '@ops/core/cli'
import {systemClock} from '@ops/core/time'
import {serveFlags} from './serve-flags.ts'

export default class Serve extends OpsCommand {
  static override summary = 'Serve boot files over TFTP and HTTP.'
  static override description =
    'Runs until it is ended. SIGHUP reads the inventory anew; files and templates are read anew whenever they change.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --root /srv/boot',
    '<%= config.bin %> <%= command.id %> --listen 10.0.0.1 --json',
  ]
  static override flags = serveFlags
  protected static override readonly daemon = true

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {flags} = await this.parse(Serve)
    const {bootPlan, listenAddress, loadInventory, printEvents, privateNetworks, serveBoot} = await import('../src/serve/index.ts')
    const inventory = await this.session.inventoryIfAny()
    const plan = bootPlan(inventory)
    const input = {file: inventory?.file, registry: await this.session.registry(), cwd: process.cwd(), env: process.env}
    const reread = async () => (inventory === undefined ? plan : bootPlan(await loadInventory(input)))
    const {onEvent, onDaemonEvent} = printEvents(
      this.jsonEnabled(),
      (line) => process.stdout.write(line),
      (line) => this.progress.say(line),
    )
    await serveBoot(
      {
        root: flags.root,
        addresses: flags.listen ?? [],
        tftpPort: flags['tftp-port'],
        httpPort: flags.http ? flags['http-port'] : undefined,
        control: flags.control ?? join(this.session.settings.stateDir, 'boot', 'serve.sock'),
        limits: {
          allow: flags.allow ?? plan.top.allow ?? privateNetworks,
          total: flags['max-transfers'],
          perClient: flags['max-client-transfers'],
          rate: flags['max-client-rate'],
          burst: 4 * flags['max-client-rate'],
        },
        maxBlksize: flags['max-blksize'],
        maxWindowBytes: flags['window-bytes'],
        armedOnly: flags['armed-only'],
        user: flags.user,
        metricsListen: listenAddress(flags.metrics),
        drainMs: parseDuration(flags.drain),
        children: async () => [],
      },
      {plan, clock: systemClock, reread, onEvent, onDaemonEvent},
      signal,
    )
    return {result: {}}
  }
}
