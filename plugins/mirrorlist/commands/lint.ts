import {type Answer, Flags, OpsCommand} from '@ops/core/cli'

export default class MirrorlistLint extends OpsCommand {
  static override summary = 'Check a folder of mirror data, and correct its URLs.'
  static override description =
    'Reports each problem with file, line and column. --fix removes ftp URLs and adds https URLs that the crawler found; comments and layout stay. Exit 0: no problem; 6: --fix would change files; 64: some problems have to be corrected by hand.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --data mirrors',
    '<%= config.bin %> <%= command.id %> --data mirrors --fix',
  ]
  static override flags = {
    data: Flags.string({description: 'folder of mirror data', required: true, helpValue: 'DIR'}),
    store: Flags.string({description: 'SQLite file of the crawler (default: crawl.sqlite in the data folder)', helpValue: 'FILE'}),
    fix: Flags.boolean({description: 'correct the files; without it they are only checked'}),
  }

  protected async act(): Promise<Answer> {
    const {flags} = await this.parse(MirrorlistLint)
    const [{lint, lintExit}, {lintText}] = await Promise.all([import('../src/lint/lint.ts'), import('../src/present/lint.ts')])
    const {data: folder, store, fix} = flags
    const found = await lint({folder, store, fix})
    return {result: {...found, fixed: fix}, text: lintText(found, fix), ...lintExit(found, fix)}
  }
}
