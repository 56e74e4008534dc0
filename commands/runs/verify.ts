import {type Answer, OpsCommand} from '@ops/core/cli'

export default class RunsVerify extends OpsCommand {
  static override summary = 'Check that the journal is what was written: each entry is sealed by a hash over the one before.'
  static override examples = ['<%= config.bin %> <%= command.id %>']

  protected async act(): Promise<Answer> {
    const {requireWholeChain} = await import('@ops/core/coordinator')
    const {entries, head} = await requireWholeChain(await this.session.coordinator())
    return {result: {entries, head}, text: `${entries} entries add up; the last hash is ${head}`}
  }
}
