import {evaluateFreshness} from '../findings/evaluate-freshness.ts'
import {type Mirror, type Tree, joinUrl} from './mirror.ts'
import {readRepomd, repomdFile} from '../../data/repomd.ts'
import {findHttps, type HttpsFound} from './find-https.ts'
import {MirrorSession} from './mirror-session.ts'
import type {VisitDeps} from './visit-deps.ts'
import type {ContentFinding, PreviousContent, Visit} from '../findings/visit.ts'
import {WebFailure} from '../web/web.ts'

/**
 * Checks one mirror: each directory over the best URL that answers, every other URL once, each address family once, and https
 * where only http is listed. It ends when the budget is used up; the records of what it did not reach stay unchanged.
 */
export async function visitMirror(mirror: Mirror, deps: VisitDeps, signal: AbortSignal): Promise<Visit> {
  const session = new MirrorSession(deps, signal)
  const content: ContentFinding[] = []
  const https: HttpsFound[] = []
  for (const tree of mirror.trees) {
    for (const {directory, path} of oldestCheckFirst(tree, deps)) {
      const found = await checkDirectory({tree, directory, path}, session, deps)
      if (found === undefined) break
      content.push(found)
    }
    const probe = joinUrl(tree.directories[0]?.path ?? '', repomdFile)
    for (const url of tree.urls) if (!session.urls.has(url)) await session.probe(url, tree.directories.length === 0 ? '' : probe)
    https.push(await findHttps(tree, content, session))
  }
  const {answered, silent} = await session.families()
  return {
    host: mirror.name,
    urls: [...session.urls.values()],
    content,
    families: answered,
    silentFamilies: silent,
    offers: https.flatMap(({offers}) => offers),
    httpsTried: https.flatMap(({httpsTried}) => httpsTried),
    requests: deps.throttle.spent,
    cut: session.cut,
    notBefore: deps.throttle.notBefore,
  }
}

/** With a small budget, each crawl checks the directories that earlier crawls did not reach. */
function oldestCheckFirst({directories}: Tree, {previousContent}: VisitDeps): Tree['directories'] {
  return directories
    .map((place) => ({place, checked: previousContent(place.directory)?.checked ?? 0}))
    .sort((a, b) => a.checked - b.checked)
    .map(({place}) => place)
}

interface Place {
  tree: Tree
  directory: string
  path: string
}

/** Undefined: no request is left. */
async function checkDirectory(
  {tree, directory, path}: Place,
  session: MirrorSession,
  deps: VisitDeps,
): Promise<ContentFinding | undefined> {
  const before = deps.previousContent(directory)
  let failure = 'it has no usable URL'
  for (const base of tree.urls) {
    if (session.hasFailed(base)) {
      failure = session.urls.get(base)?.reason ?? failure
      continue
    }
    const place = {base, path, directory}
    try {
      const found = base.startsWith('rsync:')
        ? await checkOverRsync(place, session, deps)
        : await checkOverHttp({...place, before: before?.url === base ? before : undefined}, session, deps)
      if (found !== 'forbidden') return found
      failure = 'its robots.txt disallows ops-mirrorlist'
    } catch (error) {
      if (!(error instanceof WebFailure)) throw error
      failure = error.message
    }
  }
  if (session.cut !== undefined) return undefined
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

/** A directory below one base URL. */
interface Location {
  base: string
  path: string
  directory: string
}

async function checkOverHttp(
  {base, path, directory, before}: Location & {before: PreviousContent | undefined},
  session: MirrorSession,
  deps: VisitDeps,
): Promise<Found> {
  const response = await session.get(base, joinUrl(path, repomdFile), before)
  if (response === undefined || response === 'forbidden') return response
  const stamps = {etag: response.etag, lastModified: response.lastModified}
  const nothing = {directory, url: base, ageDays: undefined, seen: undefined, etag: undefined, lastModified: undefined}
  if (response.status >= 400) return {...nothing, state: 'missing', reason: `it answers ${response.status} for ${repomdFile}`}
  const seen = response.status === 304 ? before?.seen : readRepomd(response.body)
  if (seen === undefined) return {...nothing, state: 'corrupt', reason: `its ${repomdFile} is not a repomd.xml`}
  const evaluate = () => evaluateFreshness(seen, deps.versions(directory), {now: deps.clock.now(), maxAgeDays: deps.maxAgeDays})
  let finding = evaluate()
  // The mirror may have a version that the master published after this crawl began.
  if (finding.state === 'corrupt') {
    await deps.refreshVersions(directory)
    finding = evaluate()
  }
  const kept = response.status === 304 ? {etag: before?.etag, lastModified: before?.lastModified} : stamps
  return {directory, url: base, ...finding, seen, ...kept}
}

/** A listing shows no hash: versions are identified by size, and by time where sizes are equal. */
async function checkOverRsync({base, path, directory}: Location, session: MirrorSession, deps: VisitDeps): Promise<Found> {
  const entry = await session.list(base, joinUrl(path, repomdFile))
  if (entry === 'none-left') return undefined
  const common = {directory, url: base, etag: undefined, lastModified: undefined}
  if (entry === undefined) return {...common, state: 'missing', ageDays: undefined, reason: `${repomdFile} is not there`, seen: undefined}
  const versions = deps.versions(directory)
  const alike = versions.filter(({size}) => size === entry.size)
  const same = alike.find(({timestamp}) => timestamp === entry.timestamp) ?? alike[0]
  const seen = {sha256: same?.sha256 ?? '', ...entry}
  return {...common, ...evaluateFreshness(seen, versions, {now: deps.clock.now(), maxAgeDays: deps.maxAgeDays}), seen}
}
