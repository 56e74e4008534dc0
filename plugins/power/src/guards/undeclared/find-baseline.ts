import type {Host} from '@ops/core/inventory'
import {type Untrusted, untrusted} from '@ops/core/untrusted'
import type {Services} from '@ops/core/seams'
import {accountWorkloads} from './account-workloads.ts'
import {findWork} from './find-work.ts'
import {neverMonitoring} from './known/processes.ts'
import {isInterpreter} from './rules/is-program.ts'
import {mainProcessFinder} from './rules/main-process.ts'
import {matchesAny} from './rules/matches-any.ts'
import {parseCgroup} from './rules/parse-cgroup.ts'
import {isKnownUnit} from './rules/plain-test.ts'
import type {Work, WorkKind} from './rules/work.ts'
import {surveyHost} from './survey-host.ts'
import type {Survey} from './survey/survey.ts'

/** What ends by itself does not always run. */
const passing: readonly WorkKind[] = ['session', 'job', 'timer', 'inhibitor', 'storage']

/** Seconds after the start of a unit in which it starts the programs that it always has. */
const startSeconds = 60

export interface Baseline {
  host: string
  /** Names for `baseline:`, sorted. */
  names: Untrusted[]
  /** What runs now and seems to end by itself: in a baseline it would never be work again. */
  leftOut: Untrusted[]
}

/** Finds what runs on a host now, without the programs that every machine runs, declared work, logins, and what ends by itself. */
export async function findBaseline(services: Services, host: Host, signal: AbortSignal): Promise<Baseline> {
  const transport = services.transports.to(host.name)
  const survey = await surveyHost(services, transport, signal)
  const {accounted} = await accountWorkloads(host, transport, {services, signal})
  const seemsToEnd = passingTest(survey)
  const find = (baseline: readonly string[]) =>
    findWork(survey, accounted, host.ignore, {baseline}).filter(({kind}) => !passing.includes(kind))
  const first = find([])
  // What the units started has names of its own.
  const second = find(namesOf(first.filter((work) => !seemsToEnd(work))))
  const all = [...first, ...second]
  const leftOut = namesOf(all.filter(seemsToEnd))
  const names = namesOf(all).filter((name) => !leftOut.includes(name))
  return {host: host.name, names: names.map(untrusted), leftOut: leftOut.map(untrusted)}
}

function namesOf(work: readonly Work[]): string[] {
  return [...new Set(work.map(({name}) => name.raw))].sort()
}

/**
 * Whether work seems to end by itself: clients, package managers and tools for disks, units whose job runs, units of systemd-run, scopes,
 * units that a timer or a file started, what waits for a restart, and what a unit started later than its own start, or with a shell
 * though every machine has the unit (cron, a dispatcher).
 */
function passingTest(survey: Survey): (work: Work) => boolean {
  const findMain = mainProcessFinder(survey)
  const isTool = matchesAny(neverMonitoring)
  const processes = new Map(survey.processes.map((process) => [process.pid, process]))
  const ended = new Set([...survey.transients, ...survey.restarts].map(({name}) => name.raw))
  const isPassing = (unit: string) => {
    const {fragment, triggers = []} = survey.units.get(unit) ?? {}
    const ends = ended.has(unit) || unit.endsWith('.scope') || fragment?.raw.startsWith('/run/systemd/transient/') === true
    return ends || triggers.some((trigger) => /\.(?:timer|path)$/.test(trigger))
  }
  return ({kind, name, pids, age, ofClients = false}) => {
    if (ofClients || ((kind === 'unit' || kind === 'container') && isPassing(name.raw))) return true
    const members = pids.flatMap((pid) => processes.get(pid) ?? [])
    if (isTool(members.map(({comm}) => comm)) || survey.jobs.some(({unit}) => unit.raw === name.raw)) return true
    const owner = members.map(({cgroup}) => parseCgroup(cgroup)).find((found) => found?.kind === 'unit')
    if (kind !== 'child' || owner === undefined) return false
    if (isKnownUnit([owner.name]) && members.some(({comm, exe}) => isInterpreter(exe.raw) || isInterpreter(`/${comm.raw}`))) return true
    const since = findMain(owner)?.age
    return since !== undefined && age !== undefined && age < since - startSeconds
  }
}
