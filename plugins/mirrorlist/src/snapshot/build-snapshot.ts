import {readFile} from 'node:fs/promises'
import {cacheErrors} from '../errors/cache.ts'
import {errors, type Input} from '../errors/inputs.ts'
import {compile} from './compile.ts'
import {decodeSnapshot, encodeSnapshot, type SnapshotInfo} from './snapshot-file.ts'
import {errorMessage} from '@ops/core/text'

/** Where the mirror data come from. */
export type Source = {kind: 'cache'; file: string} | {kind: 'data'; folder: string} | {kind: 'snapshot'; file: string}

export interface BuildInput {
  source: Source
  /** `global_netblocks.txt`. */
  netblocks?: string | undefined
  generation: number
  /** Milliseconds since 1970; becomes the time of YAML data, which carry none. */
  now: number
}

export interface Built {
  bytes: Buffer
  info: SnapshotInfo
  digest: string
  warnings: string[]
  counts: {hosts: number; urls: number; directories: number; repositories: number}
}

/** Reads a source and compiles it; a snapshot is only checked. */
export async function buildSnapshot({source, netblocks, generation, now}: BuildInput): Promise<Built> {
  if (source.kind === 'snapshot') {
    const bytes = await read('snapshot', source.file)
    const {views, info, digest} = decodeSnapshot(bytes, source.file, true)
    return {bytes, info, digest, warnings: [], counts: count({...views, urlBases: views.urlBases})}
  }
  const cache = await readSource(source, now)
  const text = netblocks === undefined ? undefined : (await read('list of netblocks', netblocks)).toString('latin1')
  const {sections, warnings} = compile({
    cache,
    ...(netblocks === undefined || text === undefined ? {} : {netblocks: {text, file: netblocks}}),
  })
  const info = {generation, time: cache.time}
  return {...encodeSnapshot(sections, info), info, warnings, counts: count(sections)}
}

export async function readSource(source: Exclude<Source, {kind: 'snapshot'}>, now: number) {
  if (source.kind === 'cache') {
    const {readCache} = await import('../cache/read-cache.ts')
    const bytes = await read('cache', source.file)
    const cache = readCache(bytes, source.file)
    // Directories come last: a file cut off between two fields has none, and every request to it would fail.
    if (cache.directories()[Symbol.iterator]().next().done === true)
      throw cacheErrors.MIRRORLIST_CACHE_BAD({}, source.file, bytes.length, 'it ends without any directory')
    return cache
  }
  const [{loadData}, {dataToCache}] = await Promise.all([import('../data/load-data.ts'), import('../data/data-to-cache.ts')])
  return dataToCache(await loadData(source.folder), Math.floor(now / 1000))
}

type Counted = Record<'hostIds' | 'urlBases' | 'directoryNames' | 'repositoryKeys', {readonly length: number}>

function count({hostIds, urlBases, directoryNames, repositoryKeys}: Counted): Built['counts'] {
  return {hosts: hostIds.length, urls: urlBases.length, directories: directoryNames.length, repositories: repositoryKeys.length}
}

function read(what: Input, file: string): Promise<Buffer> {
  return readFile(file).catch((cause: Error) => {
    throw errors.MIRRORLIST_INPUT_MISSING({cause}, what, file, errorMessage(cause))
  })
}
