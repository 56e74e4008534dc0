import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'

export default class Check extends OpsCommand {
  static override summary = 'Fetch boot files from the running server with independent clients, and compare them with the expected bytes.'
  static override description =
    'Without FILE, all files that the profiles name are checked. TFTP is fetched with the npm package tftp, HTTP with undici. Both ' +
    'must give the bytes that this machine computes from its own files.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> vmlinux --server 10.0.0.1:69',
    '<%= config.bin %> <%= command.id %> tftp://10.0.0.1/vmlinux',
  ]
  static override strict = false
  static override args = {file: Args.string({description: 'name as a machine requests it; may be repeated'})}
  static override flags = {
    host: Flags.string({description: 'check only the files of these hosts', helpValue: 'HOSTS'}),
    server: Flags.string({description: 'fetch FILE by TFTP from another server, without a comparison', helpValue: 'ADDR[:PORT]'}),
    control: Flags.string({
      description: 'control socket of the server (default: boot.control of the inventory, else in the state directory)',
      helpValue: 'PATH',
    }),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {argv, flags} = await this.parse(Check)
    const [{checkHosts, checkUrls}, {localTarget, remoteTarget}, {controlClient}, {controlPath}, {checkText}, {bootPlan}] =
      await Promise.all([
        import('../../src/check/check-hosts.ts'),
        import('../../src/check/check-target.ts'),
        import('../../src/control/control-client.ts'),
        import('../../src/control/control-path.ts'),
        import('../../src/present/check-text.ts'),
        import('../../src/profiles/boot-machine.ts'),
      ])
    const answer = (checked: Awaited<ReturnType<typeof checkHosts>>): Answer => ({
      result: {hosts: checked},
      text: checkText(checked, this.columns),
      exit: exitOfHosts(checked),
    })
    const files = argv as string[]
    if (files.some((file) => /^tftp:/i.test(file))) return answer(await checkUrls(files, signal))
    const inventory = await this.session.inventoryIfAny()
    const plan = bootPlan(inventory)
    const hosts = flags.host === undefined ? undefined : new Set((await this.session.inventory()).select(flags.host).map(({name}) => name))
    const input = {files, hosts}
    if (flags.server !== undefined) return answer(await checkHosts(input, remoteTarget(flags.server), plan, signal))
    const server = controlClient(controlPath(flags.control, plan, this.session.settings.stateDir))
    await using target = localTarget(await server.status(signal), plan)
    return answer(await checkHosts(input, target, plan, signal))
  }
}
