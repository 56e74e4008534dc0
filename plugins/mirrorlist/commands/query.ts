import {type Answer, Flags, OpsCommand} from '@ops/core/cli'
import type {QueryResult} from '../src/query/results.ts'
import {endpointOf, queryFlags} from './query-flags.ts'

export default class Query extends OpsCommand {
  static override summary = 'Show the mirrors that a client would get, in order.'
  static override description =
    'Asks a running server (--url), or evaluates data on this machine (--data, --cache, --snapshot). Without any of these it uses the built-in sample.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --repo free-fedora-rawhide --arch x86_64 --country SE',
    '<%= config.bin %> <%= command.id %> --url http://127.0.0.1:3000 --repo free-fedora-rawhide --arch x86_64',
  ]
  static override flags = {
    ...queryFlags,
    repo: Flags.string({description: 'name of the repository', default: '', helpValue: 'NAME'}),
    arch: Flags.string({description: 'architecture of the repository', default: '', helpValue: 'ARCH'}),
    path: Flags.string({description: 'directory or file, instead of --repo and --arch', helpValue: 'PATH'}),
    country: Flags.string({description: 'only mirrors of these countries, e.g. SE,DE; global: all mirrors', helpValue: 'CODES'}),
    ip: Flags.string({description: 'address of the client; a server accepts it only from trusted proxies', helpValue: 'ADDR'}),
    protocol: Flags.string({description: 'only these protocols, e.g. https', helpValue: 'NAMES'}),
    limit: Flags.integer({description: 'maximum number of mirrors', min: 1, helpValue: 'COUNT'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {flags} = await this.parse(Query)
    const [{sendQuery}, {queryTable}] = await Promise.all([import('../src/query/send-query.ts'), import('../src/present/mirrors.ts')])
    const {repo, arch, path, country, ip, protocol, limit} = flags
    const all = {...(path === undefined ? {repo, arch} : {path}), country, ip, protocol, limit: limit?.toString()}
    const parameters = Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))
    const result = (await sendQuery(await endpointOf(flags, (line) => this.progress.say(line)), parameters, signal)) as QueryResult
    return {result, text: queryTable(result, this.columns)}
  }
}
