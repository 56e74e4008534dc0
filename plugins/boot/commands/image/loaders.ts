import {join, resolve} from 'node:path'
import {type Answer, Flags, OpsCommand} from '@ops/core/cli'
import {exitCodes} from '@ops/core/errors'

export default class Loaders extends OpsCommand {
  static override summary = 'Install boot loaders from Debian packages: shim, GRUB, iPXE and PXELINUX.'
  static override description =
    'The loaders are written to the folder loaders below the served folder, with a manifest of versions and hashes. A profile then ' +
    'needs only kernel and initrd. apt verifies the signature of the archive and the hash of each package; no package is installed on ' +
    'this machine. Fetched packages are kept in a cache, so that a second run needs no network; --update looks for newer versions.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --update',
    '<%= config.bin %> <%= command.id %> --check',
  ]
  static override flags = {
    root: Flags.string({description: 'served folder (default: boot.root of the inventory)', helpValue: 'DIR'}),
    arch: Flags.string({
      description: 'architecture of the machines; may be repeated (default: x86_64 and aarch64)',
      options: ['x86_64', 'aarch64', 'i686'],
      multiple: true,
    }),
    update: Flags.boolean({description: 'look for newer versions in the package archive', exclusive: ['check']}),
    check: Flags.boolean({description: 'compare the installed files with the manifest; exit 6 if one differs'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {flags} = await this.parse(Loaders)
    const [{bootPlan}, {loadersFolder}, {checkLoaders}, {loaderErrors}, {loadersText}] = await Promise.all([
      import('../../src/profiles/boot-machine.ts'),
      import('../../src/loaders/loader-files.ts'),
      import('../../src/loader-packages/manifest.ts'),
      import('../../src/errors/loader-errors.ts'),
      import('../../src/present/loaders-text.ts'),
    ])
    const plan = flags.root === undefined ? bootPlan(await this.session.inventory()) : undefined
    const root = flags.root ?? (plan?.top.root === undefined ? undefined : resolve(plan.base, plan.top.root))
    if (root === undefined) throw loaderErrors.BOOT_LOADERS_ROOT({})
    const folder = join(resolve(root), loadersFolder)
    if (flags.check) {
      const loaders = await checkLoaders(folder)
      const isWhole = loaders.length > 0 && loaders.every(({state}) => state === 'ok')
      return {result: {folder, loaders}, text: loadersText(folder, loaders), exit: isWhole ? exitCodes.done : exitCodes.changes}
    }
    const [{installLoaders}, {bootCacheDir, debianPackages}] = await Promise.all([
      import('../../src/loader-packages/install-loaders.ts'),
      import('../../src/image/debian-packages.ts'),
    ])
    const task = this.progress.start('Fetching boot loaders')
    try {
      const packages = debianPackages(join(bootCacheDir(process.env), 'packages'), signal)
      const loaders = await installLoaders({folder, archs: flags.arch ?? ['x86_64', 'aarch64'], update: flags.update}, packages)
      const shown = loaders.map((loader) => ({...loader, state: loader.changed ? 'installed' : 'unchanged'}))
      return {result: {folder, loaders}, text: loadersText(folder, shown)}
    } finally {
      task.end()
    }
  }
}
