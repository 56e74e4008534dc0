import {errors} from '../errors.ts'
import {sampleFolder} from '../data/sample.ts'
import type {Source} from '../snapshot/build-snapshot.ts'
import type {ServeSource} from './inputs.ts'

export interface SourceFlags {
  cache?: string | undefined
  data?: string | undefined
  snapshot?: string | undefined
  from?: string | undefined
}

/** The one source that was named, or the sample. Throws SOURCES_CLASH, URL_BAD. */
export function sourceOf(flags: SourceFlags): {source: ServeSource; isSample: boolean} {
  const {cache, data, snapshot, from} = flags
  const named = Object.entries({cache, data, snapshot, from}).filter(([, value]) => value !== undefined)
  if (named.length > 1) throw errors.SOURCES_CLASH({}, named.map(([name]) => `--${name}`).join(' and '))
  if (cache !== undefined) return {source: {kind: 'cache', file: cache}, isSample: false}
  if (data !== undefined) return {source: {kind: 'data', folder: data}, isSample: false}
  if (snapshot !== undefined) return {source: {kind: 'snapshot', file: snapshot}, isSample: false}
  if (from !== undefined) {
    if (!/^https?:\/\//i.test(from) || !URL.canParse(from)) throw errors.URL_BAD({}, from)
    return {source: {kind: 'from', url: from}, isSample: false}
  }
  return {source: {kind: 'data', folder: sampleFolder()}, isSample: true}
}

/** As above, for what is given on to others: the sample must be no one's data. Throws SOURCE_MISSING too. */
export function givenSource(flags: Omit<SourceFlags, 'from'>): Source {
  const {source, isSample} = sourceOf({...flags, from: undefined})
  if (isSample || source.kind === 'from') throw errors.SOURCE_MISSING({})
  return source
}
