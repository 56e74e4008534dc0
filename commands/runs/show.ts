import {type Answer, Args, OpsCommand} from '@ops/core/cli'

export default class RunsShow extends OpsCommand {
  static override summary = 'Show one run: each act with its outcome, and which outcomes are unknown.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> 20261121-1306-k3f9']
  static override args = {run: Args.string({description: 'id of the run (default: the latest)'})}

  protected async act(): Promise<Answer> {
    const {args} = await this.parse(RunsShow)
    const {readRun, renderRun} = await import('@ops/core/runs')
    const run = await readRun(await this.session.coordinator(), args.run)
    return {result: run, text: renderRun(run, {columns: this.columns})}
  }
}
