import {Args, Flags} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'

export default class MirrorlistStatsImport extends OpsCommand {
  static override summary = "Count MirrorManager's access logs into the statistics."
  static override description =
    'Plain or gzip. Each file is counted as a whole or not at all, and never twice, even under another name. Addresses are not kept.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> mirrorlist.log-20261120.gz',
    '<%= config.bin %> <%= command.id %> mirrorlist.log --fold CU,IR,KP,SD,SY',
  ]
  static override strict = false
  static override args = {log: Args.string({description: 'log file; repeatable', required: true})}
  static override flags = {
    store: Flags.string({description: 'SQLite file of statistics (default: that of ops mirrorlist serve)', helpValue: 'FILE'}),
    fold: Flags.string({description: 'countries to count as N/A', delimiter: ',', multiple: true, helpValue: 'CC,CC'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {argv, flags} = await this.parse(MirrorlistStatsImport)
    const [{importLogs}, {statisticsFile}, {importText}] = await Promise.all([
      import('../../src/stats/import-logs.ts'),
      import('../../src/stats/read-statistics.ts'),
      import('../../src/present/stats.ts'),
    ])
    const store = flags.store ?? statisticsFile(this.session.settings.stateDir)
    const files = await importLogs({store, files: argv as string[], fold: flags.fold ?? [], now: Date.now()}, signal)
    return {result: {store, files}, text: importText(files)}
  }
}
