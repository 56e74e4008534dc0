import {type Answer, OpsCommand} from '@ops/core/cli'

export default class RunsVerify extends OpsCommand {
  static override summary = 'Check that the journal was not edited: each entry holds a hash over itself and the entry before.'
  static override examples = ['<%= config.bin %> <%= command.id %>']

  protected async act(): Promise<Answer> {
    const {requireWholeChain} = await import('@ops/core/coordinator')
    const {entries, head} = await requireWholeChain(await this.session.coordinator())
    return {result: {entries, head}, text: `${entries} entries are as they were written; the last hash is ${head}`}
  }
}
