import {Flags} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'

export default class MirrorlistLint extends OpsCommand {
  static override summary = 'Check a folder of mirror data; remove ftp URLs, add https URLs that the crawler found.'
  static override description =
    'Exit 0: nothing to do. 6: --fix would change files. 5: some problems have to be corrected by hand. Files keep their comments and layout.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --data mirrors',
    '<%= config.bin %> <%= command.id %> --data mirrors --fix',
  ]
  static override flags = {
    data: Flags.string({description: 'folder of mirror data', required: true, helpValue: 'DIR'}),
    store: Flags.string({description: 'SQLite file of the crawler (default: crawl.sqlite in the data folder)', helpValue: 'FILE'}),
    fix: Flags.boolean({description: 'change the files'}),
  }

  protected async act(): Promise<Answer> {
    const {flags} = await this.parse(MirrorlistLint)
    const [{lint, lintExit}, {lintText}] = await Promise.all([import('../src/lint/lint.ts'), import('../src/present/lint.ts')])
    const {data: folder, store, fix} = flags
    const found = await lint({folder, store, fix})
    return {result: {...found, fixed: fix}, text: lintText(found, fix), exit: lintExit(found, fix)}
  }
}
