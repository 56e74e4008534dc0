import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {OpsError} from '@ops/core/errors'
import type {ExplainResult} from '../src/query/results.ts'
import {endpointOf, queryFlags} from './query-flags.ts'

export default class Explain extends OpsCommand {
  static override summary = 'Show for each mirror why a client gets it, or why not.'
  static override description =
    'Prints the tier of each listed mirror and how often it comes first, and for each other mirror why it is left out. Asks a running server (--url), or evaluates data on this machine; without either it uses the built-in sample.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> 192.0.2.200 free-fedora-rawhide x86_64',
    '<%= config.bin %> <%= command.id %> --ip 192.0.2.200 --repo free-fedora-rawhide --arch x86_64',
  ]
  static override args = {
    ip: Args.string({description: 'address of the client'}),
    repo: Args.string({description: 'name of the repository'}),
    arch: Args.string({description: 'architecture of the repository'}),
  }
  static override flags = {
    ...queryFlags,
    ip: Flags.string({description: 'address of the client, as in ops mirrorlist query', helpValue: 'ADDR'}),
    repo: Flags.string({description: 'name of the repository', helpValue: 'NAME'}),
    arch: Flags.string({description: 'architecture of the repository', helpValue: 'ARCH'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(Explain)
    const [{sendQuery}, {explainTable}] = await Promise.all([import('../src/query/send-query.ts'), import('../src/present/mirrors.ts')])
    // Without --ip the first argument is the address, and so on: what a flag gives is no argument.
    const words = [args.ip, args.repo, args.arch].filter((word) => word !== undefined)
    const [ip = '', repo = '', arch = ''] = [flags.ip, flags.repo, flags.arch].map((given) => given ?? words.shift())
    const [extra] = words
    const isMissing = !/^[0-9a-f:]*[.:][0-9a-f.:]*$/i.test(ip)
    if (isMissing || extra !== undefined)
      throw new OpsError(
        'USAGE',
        isMissing ? `The address of the client is missing${ip === '' ? '' : `; "${ip}" is none`}.` : `Unexpected argument ${extra}.`,
        'usage',
        {
          hint: 'ops mirrorlist explain --help',
        },
      )
    if (repo !== '' && arch === '')
      throw new OpsError('USAGE', `The architecture of ${repo} is missing, e.g. x86_64.`, 'usage', {hint: 'ops mirrorlist explain --help'})
    const result = (await sendQuery(
      await endpointOf(flags, (line) => this.progress.say(line)),
      {ip, repo, arch, explain: '1'},
      signal,
    )) as ExplainResult
    return {result, text: explainTable(result, this.columns)}
  }
}
