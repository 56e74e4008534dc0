import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {requireAddress} from '@ops/core/net'
import {exitOfHosts} from '@ops/core/errors'

export default class NfsCheck extends OpsCommand {
  static override summary = "Check machines' NFS roots from the TCP port to the shell, without mounting them."
  static override examples = ['<%= config.bin %> <%= command.id %> pxcab', '<%= config.bin %> <%= command.id %> @rack1 --json']
  static override args = {hosts: Args.string({description: 'machines (host set)', required: true})}
  static override flags = {
    server: Flags.string({
      description: 'address of the NFS server where the profile names none (default: this machine)',
      helpValue: 'ADDR',
    }),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(NfsCheck)
    const [{systemProbe}, {verifyRoots}, {nfsRootsText}, {bootPlan}] = await Promise.all([
      import('../../src/nfs/probe-exec.ts'),
      import('../../src/nfs/verify-roots.ts'),
      import('../../src/present/nfs-roots-text.ts'),
      import('../../src/profiles/boot-machine.ts'),
    ])
    const server = flags.server === undefined ? undefined : requireAddress(flags.server)
    const inventory = await this.session.inventory()
    const hosts = await verifyRoots(inventory.select(args.hosts), bootPlan(inventory), {server}, systemProbe, signal)
    return {result: {hosts}, text: nfsRootsText(hosts), exit: exitOfHosts(hosts)}
  }
}
