import {access, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {type ExitCode, exitOfHosts, type OpsError} from '@ops/core/errors'
import {systemClock} from '@ops/core/time'
import {errors as crawlErrors} from '../errors/crawl.ts'
import {errors} from '../errors/inputs.ts'
import {crawl, type Crawled, type CrawlInput} from './crawl.ts'
import {crawlFile} from '../data/data-files.ts'
import {CrawlRecord} from './record/record.ts'
import {type MirrorResult, mirrorResults} from './mirror-results.ts'
import {robotName} from './web/robots.ts'
import {rsyncList} from './web/rsync-list.ts'
import {undiciWeb} from './web/undici-web.ts'
import {errorMessage} from '@ops/core/text'

export interface RunCrawlOptions extends CrawlInput {
  /** SQLite file; default: `crawl.sqlite` in the folder. */
  store: string | undefined
  /** Mail or web address that mirrors may complain to. */
  contact: string | undefined
  timeoutMs: number
  /** PEM file with more authorities. */
  ca: string | undefined
}

export interface CrawlResult {
  hosts: MirrorResult[]
  crawled: Crawled
}

/** `ops mirrorlist crawl`, with the real network behind it. */
export async function runCrawl(order: RunCrawlOptions, say: (line: string) => void, signal: AbortSignal): Promise<CrawlResult> {
  const {ca, contact, timeoutMs, folder, store = join(folder, crawlFile)} = order
  const pem =
    ca === undefined
      ? undefined
      : await readFile(ca, 'utf8').catch((cause: Error) => {
          throw errors.MIRRORLIST_INPUT_MISSING({cause}, 'file of authorities', ca, errorMessage(cause))
        })
  // A record must not be made in a folder whose name was misspelt.
  await access(folder).catch((cause: Error) => {
    throw errors.MIRRORLIST_INPUT_MISSING({cause}, 'folder of mirror data', folder, errorMessage(cause))
  })
  await using web = await undiciWeb({
    timeoutMs,
    userAgent: `${robotName}/1 (mirror check${contact === undefined ? '' : `; ${contact}`})`,
    ...(pem === undefined ? {} : {ca: [pem]}),
  })
  using record = new CrawlRecord(store)
  const crawled = await crawl(order, {web, rsync: rsyncList(timeoutMs), record, clock: systemClock, say}, signal)
  return {hosts: mirrorResults(crawled), crawled}
}

/** 2 when a mirror was left unvisited or has an error, 3 when all have. */
export function crawlExit({hosts, crawled: {unvisited}}: CrawlResult): {exit: ExitCode; error?: OpsError} {
  if (unvisited.length === 0) return {exit: exitOfHosts(hosts)}
  const error = crawlErrors.MIRRORLIST_CRAWL_CUT({}, unvisited.length, unvisited.length + hosts.length)
  return {exit: error.exit, error}
}
