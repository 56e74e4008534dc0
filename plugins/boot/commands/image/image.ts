import {join} from 'node:path'
import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'

export default class Image extends OpsCommand {
  static override summary = 'Build the kernel and the busybox initramfs of a host or profile.'
  static override description =
    'The image loads the modules of the board, brings up the network, copies itself to a RAM block device if the profile names one, ' +
    'mounts the NFS root, enters it, and reports each step. Debian packages are fetched with apt and never installed. The same input ' +
    'gives the same bytes.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> pxcab',
    '<%= config.bin %> <%= command.id %> debian-x86 --root /srv/boot',
  ]
  static override args = {target: Args.string({description: 'host or profile', required: true})}
  static override flags = {
    root: Flags.string({
      description: 'folder to write to (default: root of the profile, else boot.root of the inventory)',
      helpValue: 'DIR',
    }),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(Image)
    const [{buildImage, imageRequest}, {bootCacheDir, debianPackages}, {imageText}, {bootTarget}] = await Promise.all([
      import('../../src/image/build-image.ts'),
      import('../../src/image/debian-packages.ts'),
      import('../../src/present/image-text.ts'),
      import('../../src/profiles/boot-target.ts'),
    ])
    const request = imageRequest(bootTarget(await this.session.inventory(), args.target), flags.root)
    const task = this.progress.start(`Building the image of ${request.name}`)
    try {
      const built = await buildImage(request, debianPackages(join(bootCacheDir(process.env), 'packages'), signal))
      return {result: built, text: imageText(built)}
    } finally {
      task.end()
    }
  }
}
