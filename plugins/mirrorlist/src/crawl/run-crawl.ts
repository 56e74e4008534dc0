import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {Answer} from '@ops/core/cli'
import {exitCodes, exitOfHosts} from '@ops/core/errors'
import {systemClock} from '@ops/core/time'
import {errors} from '../errors.ts'
import {crawl, type CrawlInput} from './crawl.ts'
import {crawlFile} from './crawl-file.ts'
import {CrawlRecord} from './record/record.ts'
import {crawlText, mirrorResults} from './report.ts'
import {robotName} from './robots.ts'
import {rsyncList} from './rsync-list.ts'
import {undiciWeb} from './web/undici-web.ts'

export interface CrawlOrder extends CrawlInput {
  /** SQLite file; `crawl.sqlite` in the folder unless told. */
  store: string | undefined
  /** Mail or web address that mirrors may complain to. */
  contact: string | undefined
  timeoutMs: number
  /** PEM file with more authorities. */
  ca: string | undefined
}

/** `ops mirrorlist crawl`, with the real network behind it. */
export async function runCrawl(order: CrawlOrder, say: (line: string) => void, signal: AbortSignal): Promise<Answer> {
  const {ca, contact, timeoutMs, folder, store = join(folder, crawlFile)} = order
  const pem =
    ca === undefined
      ? undefined
      : await readFile(ca, 'utf8').catch((cause: Error) => {
          throw errors.INPUT_MISSING({cause}, 'file of authorities', ca, cause.message)
        })
  await using web = await undiciWeb({
    timeoutMs,
    userAgent: `${robotName}/1 (mirror check${contact === undefined ? '' : `; ${contact}`})`,
    ...(pem === undefined ? {} : {ca: [pem]}),
  })
  using record = new CrawlRecord(store)
  const crawled = await crawl(order, {web, rsync: rsyncList(timeoutMs), record, clock: systemClock, say}, signal)
  const hosts = mirrorResults(crawled)
  return {
    result: {hosts, unvisited: crawled.unvisited, postponed: crawled.postponed, warnings: crawled.warnings, requests: crawled.requests},
    text: crawlText(hosts, crawled, systemClock.now()),
    exit: crawled.unvisited.length > 0 ? exitCodes.someFailed : exitOfHosts(hosts),
  }
}
