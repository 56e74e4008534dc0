import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'

export default class MirrorlistStatsImport extends OpsCommand {
  static override summary = "Add the accesses of MirrorManager's logs to the statistics."
  static override description =
    'Logs may be plain or gzip. Each log is counted as a whole or not at all, and never twice, even under another name. Addresses of clients are not stored.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> mirrorlist.log-20261120.gz',
    '<%= config.bin %> <%= command.id %> mirrorlist.log --fold CU,IR,KP,SD,SY',
  ]
  static override strict = false
  static override args = {log: Args.string({description: 'log file; several may be given', required: true})}
  static override flags = {
    store: Flags.string({description: 'SQLite file of statistics (default: the one that ops mirrorlist serve writes)', helpValue: 'FILE'}),
    fold: Flags.string({description: 'countries to count as N/A (unknown)', delimiter: ',', multiple: true, helpValue: 'CC,CC'}),
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
