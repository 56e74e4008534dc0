import pMap from 'p-map'
import type {MirrorData} from '../data/load-data.ts'
import {errors} from '../errors/crawl.ts'
import {joinUrl} from './visit/mirror.ts'
import type {CrawlRecord} from './record/record.ts'
import {readRepomd, repomdFile} from '../data/repomd.ts'
import type {Web} from './web/web.ts'

interface MasterInput {
  /** URL of the tree that contains all directories; undefined: the versions of details.yaml are used. */
  master: string | undefined
  data: MirrorData
  now: number
}

/**
 * Records the versions that the master has now; returns a sentence for each directory that failed.
 * Throws MIRRORLIST_MASTER_UNREACHABLE when all did.
 */
export async function readMasterVersions(input: MasterInput, record: CrawlRecord, web: Web, signal: AbortSignal): Promise<string[]> {
  const {master, data, now} = input
  recordOlderVersions(input, record)
  if (master === undefined) {
    recordCurrentVersions(input, record)
    return []
  }
  const directories = [...new Set(data.service.repositories.map(({directory}) => directory))]
  const problems = await pMap(directories, (directory) => readDirectoryVersion(master, directory, now, {record, web}, signal), {
    concurrency: 4,
  })
  const failed = problems.filter((problem) => problem !== undefined)
  // With older versions alone, a mirror with the newest one would count as wrong.
  recordCurrentVersions(input, record, (directory) => record.versions(directory).every(({replacedAt}) => replacedAt !== undefined))
  if (failed.length === directories.length && directories.length > 0)
    throw errors.MIRRORLIST_MASTER_UNREACHABLE({}, master, failed[0] ?? '')
  return failed
}

/** Milliseconds in which the master is not asked again about a directory. */
const askedMs = 60_000

/**
 * Asks the master again about a directory of which a mirror has an unknown version: the master may have changed since the crawl
 * began. Resolves when the record is up to date.
 */
export function versionRefresher(
  master: string | undefined,
  now: () => number,
  deps: {record: CrawlRecord; web: Web},
  signal: AbortSignal,
): (directory: string) => Promise<void> {
  const requested = new Map<string, {at: number; done: Promise<unknown>}>()
  return async (directory) => {
    if (master === undefined) return
    const last = requested.get(directory)
    if (last !== undefined && now() - last.at < askedMs) {
      await last.done
      return
    }
    const done = readDirectoryVersion(master, directory, now(), deps, signal)
    requested.set(directory, {at: now(), done})
    await done
  }
}

/** Undefined, or what is wrong with it. */
async function readDirectoryVersion(
  master: string,
  directory: string,
  now: number,
  {record, web}: {record: CrawlRecord; web: Web},
  signal: AbortSignal,
): Promise<string | undefined> {
  const url = joinUrl(master, directory, repomdFile)
  const response = await web.fetch(url, {}, signal).catch((error: Error) => {
    signal.throwIfAborted()
    return error
  })
  if (response instanceof Error) return `${url}: ${response.message}`
  const seen = response.status === 200 ? readRepomd(response.body) : undefined
  if (seen === undefined) return `${url}: ${response.status === 200 ? 'it is not a repomd.xml' : `it answers ${response.status}`}`
  record.addCurrentVersion(directory, seen, now)
  return undefined
}

/** The older versions in details.yaml: each was replaced when the next newer one was made. */
function recordOlderVersions({data}: MasterInput, record: CrawlRecord): void {
  for (const {top, versions} of repositories(data)) {
    let [newer] = versions
    for (const version of versions.slice(1)) {
      if (version.sha256 !== '') record.addOldVersion(top, version, (newer?.timestamp ?? 0) * 1000)
      newer = version
    }
  }
}

/** The first version of each directory is current, unless the master names another. */
function recordCurrentVersions({data, now}: MasterInput, record: CrawlRecord, isWanted: (directory: string) => boolean = () => true): void {
  for (const {top, versions} of repositories(data)) {
    const [current] = versions
    if (current !== undefined && current.sha256 !== '' && isWanted(top)) record.addCurrentVersion(top, current, now)
  }
}

function repositories({details}: MirrorData) {
  return details
    .filter(({directory, file}) => file === 'repomd.xml' && directory.endsWith('/repodata'))
    .map(({directory, versions}) => ({top: directory.slice(0, -'/repodata'.length), versions}))
}
