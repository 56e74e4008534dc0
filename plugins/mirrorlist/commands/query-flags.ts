import {Flags} from '@ops/core/cli'
import type {QueryEndpoint} from '../src/query/send-query.ts'
import {dataFlags, geoipFlag} from './source-flags.ts'

export const queryFlags = {
  ...dataFlags,
  geoip: geoipFlag,
  url: Flags.string({
    description: 'ask this running server instead of reading data',
    relationships: [{type: 'none', flags: ['cache', 'data', 'snapshot']}],
    helpValue: 'URL',
  }),
}

interface Given {
  url?: string | undefined
  cache?: string | undefined
  data?: string | undefined
  snapshot?: string | undefined
  netblocks?: string | undefined
  geoip?: string | undefined
}

/** A server, the data that were named, or the sample, which `say` is told of. */
export async function endpointOf({url, netblocks, geoip, ...flags}: Given, say: (line: string) => void): Promise<QueryEndpoint> {
  const {requireUrl, sourceOf} = await import('../src/build/choose-source.ts')
  if (url !== undefined) return {kind: 'server', url: requireUrl(url)}
  const {source, isSample} = sourceOf({cache: flags.cache, data: flags.data, snapshot: flags.snapshot})
  if (isSample) say('No data were given: this is the built-in sample.\nName data with --url, --data, --cache or --snapshot.')
  if (source.kind === 'from') return {kind: 'server', url: source.url}
  return {kind: 'local', source, netblocks, geoip}
}
