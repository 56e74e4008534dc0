import type {Clock} from '@ops/core/time'
import pMap from 'p-map'
import {loadData} from '../data/load-data.ts'
import {errors} from '../errors/crawl.ts'
import {seededRandom, shuffled} from '../random/seeded-random.ts'
import {readMasterVersions, versionRefresher} from './read-master.ts'
import {type Mirror, mirrorsOf} from './visit/mirror.ts'
import {dropMissingFamilies} from './visit/drop-missing-families.ts'
import {Throttle, type Politeness} from './visit/throttle.ts'
import type {CrawlRecord} from './record/record.ts'
import {parseRobots, type Robots} from './web/robots.ts'
import type {RsyncList} from './web/rsync-list.ts'
import {statusOf, writeStatus} from './record/status.ts'
import {tooMany} from './visit/mirror-session.ts'
import type {VisitDeps} from './visit/visit-deps.ts'
import {isSilent, type Visit} from './findings/visit.ts'
import {visitMirror} from './visit/visit-mirror.ts'
import {type Web, WebFailure} from './web/web.ts'

export interface CrawlInput {
  /** Folder of YAML mirror data. */
  folder: string
  master: string | undefined
  /** Only these hosts; all without. */
  hosts: readonly string[]
  politeness: Politeness
  /** Mirrors visited at once. */
  concurrency: number
  /** Visits without an answer after which a mirror is left out. */
  failures: number
  maxAgeDays: number
  seed: number
}

export interface CrawlDeps {
  web: Web
  rsync: RsyncList
  record: CrawlRecord
  clock: Clock
  say: (line: string) => void
}

export interface Crawled {
  visits: Visit[]
  /** Hosts that were not visited, or not to the end, because the crawl was cut short: nothing new is known of them. */
  unvisited: string[]
  /** Hosts that asked for a later visit, with the time in ms since 1970. */
  postponed: {host: string; until: number}[]
  warnings: string[]
  requests: number
}

/**
 * One crawl: the master, then every mirror, then status.json. When the signal ends it early, what was found of the mirrors that were
 * finished is recorded. Throws MIRRORLIST_CRAWL_BLIND, MIRRORLIST_MASTER_UNREACHABLE and what loadData throws.
 */
export async function crawl(input: CrawlInput, deps: CrawlDeps, signal: AbortSignal): Promise<Crawled> {
  const {record, clock, web} = deps
  const data = await loadData(input.folder)
  const all = mirrorsOf(data)
  const names = new Set(all.map(({name}) => name))
  const unknown = input.hosts.filter((name) => !names.has(name))
  if (unknown.length > 0) throw errors.MIRRORLIST_MIRROR_UNKNOWN({}, unknown.join(', '), input.folder)
  const started = clock.now()
  const warnings = await readMasterVersions({master: input.master, data, now: started}, record, web, signal)
  const wanted = input.hosts.length === 0 ? all : all.filter(({name}) => input.hosts.includes(name))
  const [open, waiting] = split(wanted, ({name}) => record.notBefore(name) <= started)
  const random = seededRandom(input.seed)
  const refreshVersions = versionRefresher(input.master, () => clock.now(), deps, signal)
  const visits: Visit[] = []
  const visit = async (mirror: Mirror) => {
    if (signal.aborted) return
    const found = await visitOne(mirror, input, {...deps, refreshVersions}, random.bits(), signal).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
    if (found !== undefined) visits.push(found)
  }
  await pMap(shuffled(open, random), visit, {concurrency: input.concurrency})
  const visited = new Set(visits.map(({host}) => host))
  const unvisited = open.filter(({name}) => !visited.has(name)).map(({name}) => name)
  // When no mirror answers, this machine has no network. After a crawl that was ended early, even one silent mirror proves nothing.
  if (unvisited.length > 0 && visits.every(isSilent)) throw signal.reason
  if (visits.length > 1 && visits.every(isSilent)) throw errors.MIRRORLIST_CRAWL_BLIND({}, visits.length)
  const {counted, skipped} = await dropMissingFamilies(visits, web)
  warnings.push(...skipped)
  const now = clock.now()
  for (const visit of counted) record.save(visit, {now, failures: input.failures})
  const requests = visits.reduce((sum, visit) => sum + visit.requests, 0)
  record.finish(
    {started, ended: now, requests, unvisited: unvisited.length, isWhole: unvisited.length === 0 && input.hosts.length === 0},
    all.map(({name}) => name),
    all.flatMap(({trees}) => trees.flatMap(({urls}) => urls)),
  )
  const {data: status, keptStale} = statusOf(record.db, input)
  await writeStatus(input.folder, status)
  warnings.push(...keptStale.map((directory) => `${directory}: all mirrors are too old; they stay listed.`))
  const order = new Map(all.map(({name}, at) => [name, at]))
  counted.sort((a, b) => (order.get(a.host) ?? 0) - (order.get(b.host) ?? 0))
  return {visits: counted, unvisited, postponed: waiting.map(({name}) => ({host: name, until: record.notBefore(name)})), warnings, requests}
}

async function visitOne(
  mirror: Mirror,
  input: CrawlInput,
  deps: CrawlDeps & Pick<VisitDeps, 'refreshVersions'>,
  seed: number,
  signal: AbortSignal,
): Promise<Visit> {
  const throttle = new Throttle(input.politeness, seededRandom(seed), deps.clock)
  const visit = await visitMirror(
    mirror,
    {
      web: deps.web,
      rsync: deps.rsync,
      clock: deps.clock,
      throttle,
      robots: robotsOf(deps.web, throttle, signal),
      previousContent: (directory) => deps.record.previousContent(mirror.name, directory),
      versions: (directory) => deps.record.versions(directory),
      refreshVersions: deps.refreshVersions,
      maxAgeDays: input.maxAgeDays,
    },
    signal,
  )
  // Requests that the signal interrupted say nothing about the mirror.
  signal.throwIfAborted()
  deps.say(`${mirror.name}: ${visit.requests} requests${visit.cut === undefined ? '' : `, ${visit.cut}`}`)
  return visit
}

/** Each origin's robots.txt once; without one, or with a broken one, everything is allowed (RFC 9309, 2.3.1.3). */
function robotsOf(web: Web, throttle: Throttle, signal: AbortSignal): (origin: string) => Promise<Robots> {
  const known = new Map<string, Promise<Robots>>()
  const read = async (origin: string) => {
    if (!(await throttle.next(signal))) return parseRobots('')
    const response = await web.fetch(`${origin}/robots.txt`, {}, signal).catch((error: unknown) => {
      if (error instanceof WebFailure) return undefined
      throw error
    })
    if (response?.status === tooMany) throttle.backOff(response.retryAfterMs)
    return parseRobots(response?.status === 200 ? response.body.toString('latin1') : '')
  }
  return (origin) => {
    const found = known.get(origin) ?? read(origin)
    known.set(origin, found)
    return found
  }
}

function split<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))]
}
