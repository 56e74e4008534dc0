import {errors} from '../errors.ts'
import {sampleFolder} from '../data/sample.ts'
import type {ServeSource} from './inputs.ts'

export interface SourceFlags {
  cache?: string | undefined
  data?: string | undefined
  snapshot?: string | undefined
  from?: string | undefined
}

/** The one source that was named, or the sample. Throws SOURCES_CLASH. */
export function sourceOf(flags: SourceFlags): {source: ServeSource; isSample: boolean} {
  const {cache, data, snapshot, from} = flags
  const named = Object.entries({cache, data, snapshot, from}).filter(([, value]) => value !== undefined)
  if (named.length > 1) throw errors.SOURCES_CLASH({}, named.map(([name]) => `--${name}`).join(' and '))
  if (cache !== undefined) return {source: {kind: 'cache', file: cache}, isSample: false}
  if (data !== undefined) return {source: {kind: 'data', folder: data}, isSample: false}
  if (snapshot !== undefined) return {source: {kind: 'snapshot', file: snapshot}, isSample: false}
  if (from !== undefined) return {source: {kind: 'from', url: from}, isSample: false}
  return {source: {kind: 'data', folder: sampleFolder()}, isSample: true}
}
