import {explain} from '../select/explain.ts'
import type {Plan, Policy, Criteria} from '../select/plan.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'
import {fileVersions} from '../render/file-details.ts'
import {duplicateLinks, instanceDigest} from '../render/links.ts'
import {metalink4, metalink4Type} from '../render/metalink4.ts'
import {mirrorEntries} from '../render/mirror-entry.ts'
import {type Answer, textType} from './answer.ts'
import {targetPath} from '../request/prepared-target.ts'
import type {Target} from '../request/target.ts'
import type {Preferences} from '../request/preferences.ts'

export interface RepositoryRedirect {
  from: string
  to: string
}

/** Everything that is known once the order of mirrors is drawn. */
export interface AnswerInput {
  snapshot: Snapshot
  target: Target
  /** The repository that was asked for, and the one that is answered instead. */
  redirect: RepositoryRedirect | undefined
  preferences: Preferences
  criteria: Criteria
  plan: Plan
  policy: Policy
  order: Uint32Array
  /** May see private mirrors that are not for this client. */
  trusted: boolean
  now: number
}

const jsonType = 'application/json'

/** The formats that few clients ask for. They are made from objects, not from encoded pieces. */
export function answerOtherFormat(input: AnswerInput): Answer {
  const {snapshot, target, redirect, preferences, plan, order, now} = input
  if (preferences.format === 'explain') return explainAnswer(input)
  const count = Math.min(plan.count, preferences.limit)
  const oncePerProtocol = preferences.protocolText !== undefined || preferences.format === 'redirect'
  const path = targetPath(snapshot, target.directory, target.file)
  const mirrors = mirrorEntries(snapshot, {plan, order, count, protocols: preferences.protocols, oncePerProtocol, path})
  const versions = target.file === '' ? undefined : fileVersions(snapshot, target.directory, target.file)
  const [current] = versions ?? []
  const name = `${snapshot.directoryNames.get(target.directory)}/${target.file}`
  if (preferences.format === 'redirect') {
    const best = mirrors[0]?.urls[0]?.url
    if (best === undefined) return {status: 404, type: textType, body: ''}
    const digest = current === undefined ? undefined : instanceDigest(current)
    const links = target.file === '' ? [] : ['Link', duplicateLinks(mirrors)]
    return {
      status: 302,
      type: textType,
      body: '',
      headers: ['Location', best, ...links, ...(digest === undefined ? [] : ['Digest', digest])],
    }
  }
  if (preferences.format === 'metalink4') {
    if (current === undefined) return {status: 404, type: textType, body: `${name} not found or has not metalink\n`}
    return {status: 200, type: metalink4Type, body: metalink4({name: target.file, version: current, mirrors, now})}
  }
  const body = {
    target: name,
    ...(redirect === undefined ? {} : {redirect}),
    country: snapshot.countryNames[input.criteria.country],
    generation: snapshot.info.generation,
    time: snapshot.info.time,
    tiers: plan.tiers.map(({name: tier, candidates}) => ({tier, hosts: candidates.mounts.length})),
    mirrors,
    ...(versions === undefined ? {} : {versions}),
  }
  return {status: mirrors.length === 0 ? 404 : 200, type: jsonType, body: `${JSON.stringify(body)}\n`}
}

function explainAnswer({snapshot, target, redirect, criteria, policy, trusted}: AnswerInput): Answer {
  const rows = explain(snapshot, criteria, policy, target.directory)
  // Clients are not told which private mirrors exist, nor for whom.
  const hosts = trusted ? rows : rows.filter((row) => row.tier !== undefined || (!row.private && row.urls.length > 0))
  const body = {
    target: snapshot.directoryNames.get(target.directory),
    ...(redirect === undefined ? {} : {redirect}),
    country: snapshot.countryNames[criteria.country],
    hosts,
  }
  return {status: 200, type: jsonType, body: `${JSON.stringify(body)}\n`}
}
