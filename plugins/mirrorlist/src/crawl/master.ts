import pMap from 'p-map'
import type {MirrorData} from '../data/load-data.ts'
import {errors} from '../errors.ts'
import {under} from './mirror.ts'
import type {CrawlRecord} from './record/record.ts'
import {readRepomd, repomdFile} from './repomd.ts'
import type {Web} from './web/web.ts'

interface MasterInput {
  /** Of the tree that holds all directories; undefined: what details.yaml says. */
  master: string | undefined
  data: MirrorData
  now: number
}

/** Learns what the master has now, and gives sentences about what it could not learn. Throws MASTER_UNREACHABLE when that is everything. */
export async function learnMaster(input: MasterInput, record: CrawlRecord, web: Web, signal: AbortSignal): Promise<string[]> {
  const {master, data, now} = input
  learnDetails(input, record)
  if (master === undefined) return []
  const directories = [...new Set(data.service.repositories.map(({directory}) => directory))]
  const problems = await pMap(
    directories,
    async (directory) => {
      const url = under(master, directory, repomdFile)
      const got = await web.fetch(url, {}, signal).catch((error: Error) => {
        signal.throwIfAborted()
        return error
      })
      if (got instanceof Error) return `${url}: ${got.message}`
      const seen = got.status === 200 ? readRepomd(got.body) : undefined
      if (seen === undefined) return `${url}: ${got.status === 200 ? 'this is no repomd.xml' : `it answers ${got.status}`}`
      record.learn(directory, seen, now)
      return undefined
    },
    {concurrency: 4},
  )
  const failed = problems.filter((problem) => problem !== undefined)
  if (failed.length === directories.length && directories.length > 0) throw errors.MASTER_UNREACHABLE({}, master, failed[0] ?? '')
  return failed
}

/** The versions in details.yaml: each was replaced when the next newer one was made; the first is current, unless a master tells better. */
function learnDetails({data, master, now}: MasterInput, record: CrawlRecord): void {
  for (const {directory, file, versions} of data.details) {
    if (file !== 'repomd.xml' || !directory.endsWith('/repodata')) continue
    const top = directory.slice(0, -'/repodata'.length)
    const [current, ...older] = versions
    let newer = current
    for (const version of older) {
      if (version.sha256 !== '') record.learnOld(top, version, (newer?.timestamp ?? 0) * 1000)
      newer = version
    }
    if (master === undefined && current !== undefined && current.sha256 !== '') record.learn(top, current, now)
  }
}
