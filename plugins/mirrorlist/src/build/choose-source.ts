import {errors} from '../errors/serve.ts'
import {sampleFolder} from '../data/sample.ts'
import type {Source} from '../snapshot/build-snapshot.ts'

/** Where a server takes its data from: `from` is a folder that ops mirrorlist publish fills. */
export type ServeSource = Source | {kind: 'from'; url: string}

export interface SourceFlags {
  cache?: string | undefined
  data?: string | undefined
  snapshot?: string | undefined
  from?: string | undefined
}

/** The text, where it is an http or https URL. Throws MIRRORLIST_URL_BAD. */
export function requireUrl(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw errors.MIRRORLIST_URL_BAD({}, text)
  return text
}

/** The one source that was named, or the sample. Throws MIRRORLIST_SOURCES_CLASH, MIRRORLIST_URL_BAD. */
export function sourceOf(flags: SourceFlags): {source: ServeSource; isSample: boolean} {
  const {cache, data, snapshot, from} = flags
  const named = Object.entries({cache, data, snapshot, from}).filter(([, value]) => value !== undefined)
  if (named.length > 1) throw errors.MIRRORLIST_SOURCES_CLASH({}, named.map(([name]) => `--${name}`).join(' and '))
  if (cache !== undefined) return {source: {kind: 'cache', file: cache}, isSample: false}
  if (data !== undefined) return {source: {kind: 'data', folder: data}, isSample: false}
  if (snapshot !== undefined) return {source: {kind: 'snapshot', file: snapshot}, isSample: false}
  if (from !== undefined) {
    return {source: {kind: 'from', url: requireUrl(from)}, isSample: false}
  }
  return {source: {kind: 'data', folder: sampleFolder()}, isSample: true}
}

/** The one source that was named. Without one it throws MIRRORLIST_SOURCE_MISSING: the sample must not be published. */
export function givenSource(flags: Omit<SourceFlags, 'from'>): Source {
  const {source, isSample} = sourceOf({...flags, from: undefined})
  if (isSample || source.kind === 'from') throw errors.MIRRORLIST_SOURCE_MISSING({})
  return source
}
