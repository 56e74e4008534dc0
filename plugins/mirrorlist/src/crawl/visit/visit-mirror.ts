import {judge} from '../findings/freshness.ts'
import {type Mirror, type Tree, under} from './mirror.ts'
import {readRepomd, repomdFile} from '../../data/repomd.ts'
import {seekHttps} from './seek-https.ts'
import {Talk} from './talk.ts'
import type {VisitDeps} from './visit-deps.ts'
import type {ContentFinding, Remembered, Visit} from '../findings/visit.ts'
import {WebFailure} from '../web/web.ts'

/**
 * Goes through what a mirror carries: content over its best URL that answers, every other URL once, each address family once,
 * and https where it lists only http. Ends when the budget does; what was not reached stays as it was.
 */
export async function visitMirror(mirror: Mirror, deps: VisitDeps, signal: AbortSignal): Promise<Visit> {
  const talk = new Talk(deps, signal)
  const content: ContentFinding[] = []
  const visit: Visit = {
    host: mirror.name,
    urls: [],
    content,
    families: 0,
    silentFamilies: 0,
    offers: [],
    sought: [],
    requests: 0,
    cut: undefined,
    notBefore: 0,
  }
  for (const tree of mirror.trees) {
    for (const {directory, path} of longestUnseenFirst(tree, deps)) {
      const found = await checkDirectory({tree, directory, path}, talk, deps)
      if (found === undefined) break
      content.push(found)
    }
    const probe = under(tree.directories[0]?.path ?? '', repomdFile)
    for (const url of tree.urls) if (!talk.urls.has(url)) await talk.probe(url, tree.directories.length === 0 ? '' : probe)
    await seekHttps(tree, content, talk, visit)
  }
  const {answered, silent} = await talk.families()
  visit.families = answered
  visit.silentFamilies = silent
  visit.urls = [...talk.urls.values()]
  visit.requests = deps.pace.spent
  visit.cut = talk.cut
  visit.notBefore = deps.pace.notBefore
  return visit
}

/** So that a small budget gets round to all of them, crawl by crawl. */
function longestUnseenFirst({directories}: Tree, {remembered}: VisitDeps): Tree['directories'] {
  return directories
    .map((place) => ({place, checked: remembered(place.directory)?.checked ?? 0}))
    .sort((a, b) => a.checked - b.checked)
    .map(({place}) => place)
}

interface Place {
  tree: Tree
  directory: string
  path: string
}

/** Undefined: no request is left. */
async function checkDirectory({tree, directory, path}: Place, talk: Talk, deps: VisitDeps): Promise<ContentFinding | undefined> {
  const before = deps.remembered(directory)
  let failure = 'it has no URL that could be asked'
  for (const base of tree.urls) {
    if (talk.isDead(base)) {
      failure = talk.urls.get(base)?.reason ?? failure
      continue
    }
    try {
      const found = base.startsWith('rsync:')
        ? await overRsync(base, path, directory, talk, deps)
        : await overWeb(base, path, directory, before?.url === base ? before : undefined, talk, deps)
      if (found !== 'forbidden') return found
      failure = 'its robots.txt shuts us out'
    } catch (error) {
      if (!(error instanceof WebFailure)) throw error
      failure = error.message
    }
  }
  if (talk.cut !== undefined) return undefined
  return {
    directory,
    url: '',
    state: 'unreachable',
    ageDays: undefined,
    reason: failure,
    seen: undefined,
    etag: undefined,
    lastModified: undefined,
  }
}

type Found = ContentFinding | 'forbidden' | undefined

async function overWeb(
  base: string,
  path: string,
  directory: string,
  before: Remembered | undefined,
  talk: Talk,
  deps: VisitDeps,
): Promise<Found> {
  const got = await talk.get(base, under(path, repomdFile), before)
  if (got === undefined || got === 'forbidden') return got
  const stamps = {etag: got.etag, lastModified: got.lastModified}
  const nothing = {directory, url: base, ageDays: undefined, seen: undefined, etag: undefined, lastModified: undefined}
  if (got.status >= 400) return {...nothing, state: 'missing', reason: `it answers ${got.status} for ${repomdFile}`}
  const seen = got.status === 304 ? before?.seen : readRepomd(got.body)
  if (seen === undefined) return {...nothing, state: 'corrupt', reason: `what it gives as ${repomdFile} is none`}
  const look = () => judge(seen, deps.versions(directory), {now: deps.clock.now(), maxAgeDays: deps.maxAgeDays})
  let finding = look()
  // A mirror may be quicker than this crawl.
  if (finding.state === 'corrupt') {
    await deps.relearn(directory)
    finding = look()
  }
  const kept = got.status === 304 ? {etag: before?.etag, lastModified: before?.lastModified} : stamps
  return {directory, url: base, ...finding, seen, ...kept}
}

/** A listing shows no hash: the size tells versions apart, and the time only where sizes are alike. */
async function overRsync(base: string, path: string, directory: string, talk: Talk, deps: VisitDeps): Promise<Found> {
  const entry = await talk.list(base, under(path, repomdFile))
  if (entry === 'none-left') return undefined
  const common = {directory, url: base, etag: undefined, lastModified: undefined}
  if (entry === undefined) return {...common, state: 'missing', ageDays: undefined, reason: `${repomdFile} is not there`, seen: undefined}
  const versions = deps.versions(directory)
  const alike = versions.filter(({size}) => size === entry.size)
  const same = alike.find(({timestamp}) => timestamp === entry.timestamp) ?? alike[0]
  const seen = {sha256: same?.sha256 ?? '', ...entry}
  return {...common, ...judge(seen, versions, {now: deps.clock.now(), maxAgeDays: deps.maxAgeDays}), seen}
}
