import {readdir, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {makeFolder} from '@ops/core/files'
import {errors} from '../errors/inputs.ts'
import type {Built} from '../snapshot/build-snapshot.ts'
import {writeOutput} from '../store/write-output.ts'
import {latestName, type Publication, publicationSchema} from './publication.ts'
import {errorMessage} from '@ops/core/text'

/** Older snapshots stay for replicas that are just fetching one. */
const kept = 3

/**
 * The next generation in a folder: time, so that it grows over machines and restarts too. Snapshots count as well as latest.json:
 * without that file, and after a clock that was ahead, replicas would ignore all publications for years.
 */
export async function nextGeneration(folder: string, now: number): Promise<number> {
  const latest = await readLatest(folder)
  const snapshots = await readdir(folder).catch(() => [])
  return Math.max(Math.floor(now / 1000), ...[latest?.generation ?? 0, ...snapshots.map(generationOf)].map((known) => known + 1))
}

/** Of a snapshot's file; -1 for other files. */
function generationOf(name: string): number {
  return Number(/^snapshot-(\d+)\.bin$/.exec(name)?.[1] ?? -1)
}

export async function readLatest(folder: string): Promise<Publication | undefined> {
  const text = await readFile(join(folder, latestName), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return publicationSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Puts a snapshot into a folder that any web server may offer. `latest.json` changes last and at once. */
export async function publish({bytes, info, digest}: Built, folder: string): Promise<Publication> {
  await makeFolder(folder).catch((cause: Error) => {
    throw errors.MIRRORLIST_OUTPUT_FAILED({cause}, folder, errorMessage(cause))
  })
  const publication: Publication = {...info, digest, bytes: bytes.length, file: `snapshot-${info.generation}.bin`}
  await writeOutput(join(folder, publication.file), bytes)
  await writeOutput(join(folder, latestName), `${JSON.stringify(publication)}\n`)
  const snapshots = (await readdir(folder)).filter((name) => generationOf(name) >= 0)
  const old = snapshots.sort((a, b) => generationOf(b) - generationOf(a)).slice(kept)
  await Promise.all(old.map((name) => rm(join(folder, name), {force: true})))
  return publication
}
