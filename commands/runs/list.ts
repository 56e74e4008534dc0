import {type Answer, Flags, OpsCommand} from '@ops/core/cli'

export default class RunsList extends OpsCommand {
  static override summary = 'List recorded runs of ops, newest first.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --host node1 --limit 5',
    '<%= config.bin %> <%= command.id %> --unknown',
  ]
  static override flags = {
    host: Flags.string({description: 'only runs that acted on this machine', helpValue: 'HOST'}),
    unknown: Flags.boolean({description: 'only runs that were interrupted or whose outcome is unknown'}),
    limit: Flags.integer({description: 'number of runs to list', default: 20, min: 1, helpValue: 'COUNT'}),
  }

  protected async act(): Promise<Answer> {
    const {flags} = await this.parse(RunsList)
    const {listRuns, renderRuns} = await import('@ops/core/runs')
    const {host, unknown, limit} = flags
    const runs = await listRuns(await this.session.coordinator(), {unknown, limit, ...(host === undefined ? {} : {host})})
    return {result: {runs}, text: renderRuns(runs, {columns: this.columns})}
  }
}
