import {type Answer, OpsCommand} from '@ops/core/cli'
import {systemClock} from '@ops/core/time'
import {serveFlags} from './serve-flags.ts'

export default class Serve extends OpsCommand {
  static override summary = 'Serve boot files over TFTP and HTTP, optionally with DHCP and NFS roots.'
  static override description =
    'Runs until Ctrl-C or SIGTERM (exit 0), or until --timeout (exit 124). SIGHUP reads the inventory again. Files and templates are read again when they ' +
    'change. Port 69 needs root; --tftp-port takes another one.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --root /srv/boot',
    '<%= config.bin %> <%= command.id %> --listen 10.0.0.1 --dhcp full --nfs ganesha --json',
  ]
  static override flags = serveFlags
  protected static override readonly daemon = true

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {flags} = await this.parse(Serve)
    const [{ndjson}, {loadInventory}, {printEvents}, {bootPlan}, {serveBoot}, {serveInput}] = await Promise.all([
      import('@ops/core/daemon'),
      import('@ops/core/inventory'),
      import('../../src/present/print-events.ts'),
      import('../../src/profiles/boot-machine.ts'),
      import('../../src/serve/serve-boot.ts'),
      import('../../src/serve/serve-input.ts'),
    ])
    const inventory = await this.session.inventoryIfAny()
    const plan = bootPlan(inventory)
    const source = {file: inventory?.file, registry: await this.session.registry(), cwd: process.cwd(), env: process.env}
    const reread = async () => (inventory === undefined ? plan : bootPlan(await loadInventory(source)))
    const input = serveInput(flags, plan, this.session.settings.stateDir)
    const say = (line: string) => this.progress.say(line)
    const printers = printEvents(this.jsonEnabled() ? ndjson(process.stdout) : undefined, say)
    await serveBoot(input, {plan, clock: systemClock, reread, ...printers}, signal)
    return {result: {}}
  }
}
