import {type Untrusted, untrusted} from '@ops/core/untrusted'
import {plainJobs} from '../known/jobs.ts'
import type {Survey} from '../survey/survey.ts'
import {findManagersSockets, findOwnerlessSockets, findServingSockets} from './find-sockets.ts'
import {matchesAny} from '../rules/matches-any.ts'
import {isKnownUnit} from '../rules/plain-test.ts'
import {type FoundWork, type SkipTest, type Work, justNow, userName} from '../rules/work.ts'

/** What the inventory says of names of work; `isContainer`: of a declared workload. */
export interface NamedWork {
  isIgnored: SkipTest
  isBaseline: SkipTest
  isContainer: (name: Untrusted) => boolean
}

/**
 * Work that is no process: jobs and inhibitors of systemd, units of systemd-run, pauses before a restart, storage that is rebuilt,
 * sockets without a service.
 */
export function findSystemWork(survey: Survey, {isIgnored, isBaseline, isContainer}: NamedWork): Work[] {
  const find = [findJobs, findTransients, findRestarts, findInhibitors, findStorageWork]
  const sockets = [findOwnerlessSockets, findManagersSockets, findServingSockets]
  return [...find, ...sockets]
    .flatMap((one) => one(survey))
    .filter(({name, names = [], ofClients}) => !isIgnored([name, ...names]) && (ofClients === true || !isBaseline([name, ...names])))
    .filter(({kind, name}) => kind !== 'container' || !isContainer(name))
}

const isPlainJob = matchesAny(plainJobs.map(([unit]) => unit))

function findJobs({jobs, busy}: Survey): FoundWork[] {
  const running = jobs.filter(({state, unit}) => state.raw === 'running' && !isPlainJob([unit]))
  return [
    ...running.map(({id, unit, type}) => ({name: unit, detail: `job ${id} of systemd: ${type}`, ...justNow})),
    ...busy.map(({name, detail}) => ({name, detail: `${detail}`})),
  ].map((found) => ({kind: 'job', pids: [], sockets: [], ...found}))
}

const triggers: Record<string, string> = {timer: 'timer', path: 'path unit', socket: 'socket unit'}

/** What `systemd-run` has made is in /run: a timer, path or socket of it that has not started its service never will after a cut. */
function findTransients(survey: Survey): FoundWork[] {
  return survey.transients.flatMap(({name, uid}) => {
    const type = name.raw.slice(name.raw.lastIndexOf('.') + 1)
    const what = triggers[type]
    if (what === undefined) return []
    const detail = `a ${what} that ${userName(survey, uid)} made with systemd-run; it is lost with the power`
    return [{kind: type === 'timer' ? 'timer' : 'unit', name, pids: [], sockets: [], detail}]
  })
}

/** Services in a loop of failures are always in such a pause, such as the getty of a serial port that is not there. */
function findRestarts({restarts}: Survey): FoundWork[] {
  return restarts
    .filter(({kind, name}) => kind === 'container' || !isKnownUnit([name]))
    .map(({kind, name}) => ({kind, name, pids: [], sockets: [], detail: 'waits for its next start', ...justNow}))
}

/** A delay inhibitor only asks for a moment at the shutdown; one that blocks says that the shutdown would do harm. */
function findInhibitors(survey: Survey): FoundWork[] {
  return survey.inhibitors
    .filter(({what, mode}) => what.raw.split(':').includes('shutdown') && mode.raw.startsWith('block'))
    .map(({who, why, uid, pid}) => {
      const owner = `pid ${pid} of ${userName(survey, uid)}`
      return {
        kind: 'inhibitor',
        name: untrusted(`inhibitor/${who.raw}`),
        pids: [pid],
        sockets: [],
        detail: `${why.raw === '' ? 'no reason given' : why}; ${owner}`,
      }
    })
}

/** md(4) shows `PENDING` for an array that resyncs only after its first write. */
function findStorageWork({storage, kernelThreads}: Survey): FoundWork[] {
  const busy = storage.filter(({progress}) => progress.raw !== 'PENDING')
  const arrays = busy.map(({name, what, progress}) => ({name: untrusted(`storage/${name.raw}`), detail: `${what} ${progress}`.trim()}))
  const threads = kernelThreads
    .filter((comm) => !storage.some(({name}) => comm.raw.startsWith(`${name.raw}_`)))
    .map((comm) => ({name: untrusted(`storage/${comm.raw}`), detail: 'kernel thread'}))
  return [...arrays, ...threads].map((found) => ({kind: 'storage', pids: [], sockets: [], ...found}))
}
