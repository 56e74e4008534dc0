import {join} from 'node:path'
import {type Answer, Flags, OpsCommand} from '@ops/core/cli'
import {crawlFile} from '../../src/data/data-files.ts'

export default class MirrorlistCrawlHistory extends OpsCommand {
  static override summary = 'Show when and why mirrors failed, were left out of lists, and returned.'
  static override examples = ['<%= config.bin %> <%= command.id %> --data mirrors --host mirror1.example.com']
  static override flags = {
    data: Flags.string({description: 'folder of mirror data', required: true, helpValue: 'DIR'}),
    store: Flags.string({description: 'SQLite file of the crawler (default: crawl.sqlite in the data folder)', helpValue: 'FILE'}),
    host: Flags.string({description: 'only this mirror', helpValue: 'NAME'}),
    limit: Flags.integer({description: 'number of events to show, newest first', default: 50, min: 1, helpValue: 'COUNT'}),
  }

  protected async act(): Promise<Answer> {
    const {flags} = await this.parse(MirrorlistCrawlHistory)
    const [{readHistory}, {historyText}] = await Promise.all([
      import('../../src/crawl/record/history.ts'),
      import('../../src/present/history.ts'),
    ])
    const events = readHistory({store: flags.store ?? join(flags.data, crawlFile), host: flags.host, limit: flags.limit})
    return {result: {events}, text: historyText(events, this.columns)}
  }
}
