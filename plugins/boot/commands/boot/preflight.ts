import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {errorText, exitOfHosts} from '@ops/core/errors'

export default class Preflight extends OpsCommand {
  static override summary = 'Check the boot files of machines before they are switched on.'
  static override description =
    'Checks the files as the server would serve them: byte order, load address, size, name, initrd, modules, console, and the NFS ' +
    'root if it is a folder of this machine. Changes nothing. Exit 5 for a host that cannot boot.'
  static override examples = ['<%= config.bin %> <%= command.id %> pxcab']
  static override args = {hosts: Args.string({description: 'host set', required: true})}
  static override flags = {root: Flags.string({description: 'served folder (default: boot.root of the inventory)', helpValue: 'DIR'})}

  protected async act(): Promise<Answer> {
    const {args, flags} = await this.parse(Preflight)
    const [{preflightMany}, {preflightText}] = await Promise.all([
      import('../../src/preflight/preflight-many.ts'),
      import('../../src/present/preflight-text.ts'),
    ])
    const inventory = await this.session.inventory()
    const hosts = await preflightMany(inventory, inventory.select(args.hosts), flags.root)
    const text = hosts.map((one) => ('findings' in one ? preflightText(one) : errorText(one.error))).join('\n\n')
    return {result: {hosts}, text, exit: exitOfHosts(hosts)}
  }
}
