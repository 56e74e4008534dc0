import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {rootfsCacheDir} from '@ops/core/rootfs'

export default class Rootfs extends OpsCommand {
  static override summary = 'Build the NFS root of a host or profile, or check an existing one.'
  static override description =
    'With --suite a Debian root is built with mmdebstrap (and cached) and copied to the folder, or a Fedora root is installed with dnf, ' +
    'without checking package signatures. Without --suite the folder is checked: its shell must run on the board. A root without an ' +
    'init gets a minimal one that starts sshd and a login. Exit 5 when a check fails.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> pxe',
    '<%= config.bin %> <%= command.id %> pxe --suite trixie --include openssh-server',
    '<%= config.bin %> <%= command.id %> pxcab --distribution fedora --suite 12 --repo https://mirror.example.com/f12/ppc64/os --include bash',
  ]
  static override args = {target: Args.string({description: 'host or profile', required: true})}
  static override flags = {
    folder: Flags.string({description: 'folder of the root (default: nfs.path of the profile)', helpValue: 'DIR'}),
    distribution: Flags.option({description: 'distribution to build', options: ['debian', 'fedora'] as const, default: 'debian'})(),
    suite: Flags.string({description: "build a root of this release: Debian's name, or Fedora's number", helpValue: 'NAME'}),
    repo: Flags.string({
      description: "base URL of a Fedora package repository, a mirror's or an archive's; may be repeated",
      multiple: true,
      dependsOn: ['suite'],
      helpValue: 'URL',
    }),
    include: Flags.string({
      description: 'package to install (Debian: in addition to the essential ones); may be repeated',
      multiple: true,
      dependsOn: ['suite'],
      helpValue: 'NAME',
    }),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(Rootfs)
    const [{rootText}, {bootTarget}, {prepareRoot}, {rootRequest}, {rootfsErrors}] = await Promise.all([
      import('../../src/present/root-text.ts'),
      import('../../src/profiles/boot-target.ts'),
      import('../../src/rootfs/prepare-root.ts'),
      import('../../src/rootfs/root-request.ts'),
      import('../../src/errors/rootfs-errors.ts'),
    ])
    const request = rootRequest(bootTarget(await this.session.inventory(), args.target), flags)
    const root = await prepareRoot(request, {cacheDir: rootfsCacheDir(process.env), progress: this.progress, signal})
    const bad = root.findings.filter(({state}) => state === 'bad').map(({subject}) => subject)
    if (bad.length === 0) return {result: root, text: rootText(root)}
    const error = rootfsErrors.BOOT_ROOT_UNFIT({}, request.folder, bad.join(', '))
    return {result: root, text: rootText(root), exit: error.exit, error}
  }
}
