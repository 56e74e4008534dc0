import {Args} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'
import type {ExplainResult} from '../src/query/results.ts'
import {endpointOf, queryFlags} from './query-flags.ts'

export default class Explain extends OpsCommand {
  static override summary = 'Show for each mirror why a client gets it, or why not.'
  static override description =
    'Prints the tier of each listed mirror and how often it comes first, and for each other mirror why it is left out. Asks a running server (--url), or evaluates data on this machine; without either it uses the built-in sample.'
  static override examples = ['<%= config.bin %> <%= command.id %> 192.0.2.200 free-fedora-rawhide x86_64']
  static override args = {
    ip: Args.string({description: 'address of the client', required: true}),
    repo: Args.string({description: 'name of the repository', required: true}),
    arch: Args.string({description: 'architecture of the repository', required: true}),
  }
  static override flags = queryFlags

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(Explain)
    const [{sendQuery}, {explainTable}] = await Promise.all([import('../src/query/send-query.ts'), import('../src/present/mirrors.ts')])
    const {ip, repo, arch} = args
    const result = (await sendQuery(
      await endpointOf(flags, (line) => this.progress.say(line)),
      {ip, repo, arch, explain: '1'},
      signal,
    )) as ExplainResult
    return {result, text: explainTable(result, this.columns)}
  }
}
