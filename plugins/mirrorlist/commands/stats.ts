import {type Answer, Flags, OpsCommand} from '@ops/core/cli'
import {categoryNames} from '../src/stats/store/categories.ts'

export default class MirrorlistStats extends OpsCommand {
  static override summary = 'Show how often lists and metalinks were requested on a day.'
  static override description = 'Prints the numbers of the page /statistics of ops mirrorlist serve.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --date 2026-11-20 --by repositories --csv',
  ]
  static override flags = {
    store: Flags.string({description: 'SQLite file of statistics (default: the one that ops mirrorlist serve writes)', helpValue: 'FILE'}),
    date: Flags.string({description: 'day in UTC (default: the last day with accesses)', helpValue: 'YYYY-MM-DD'}),
    by: Flags.option({description: 'category to count by', options: categoryNames, default: 'countries' as const})(),
    csv: Flags.boolean({description: 'print CSV instead of a table'}),
  }

  protected async act(): Promise<Answer> {
    const {flags} = await this.parse(MirrorlistStats)
    const [{readStatistics, statisticsFile}, {statisticsText}, {dayCsv}] = await Promise.all([
      import('../src/stats/read-statistics.ts'),
      import('../src/present/stats.ts'),
      import('../src/stats/pages/statistics-page.ts'),
    ])
    const store = flags.store ?? statisticsFile(this.session.settings.stateDir)
    const day = readStatistics({store, date: flags.date, category: flags.by, now: Date.now()})
    return {result: day, text: flags.csv ? dayCsv(day).trimEnd() : statisticsText(day, this.columns)}
  }
}
