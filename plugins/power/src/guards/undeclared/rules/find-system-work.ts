import {untrusted} from '@ops/core/untrusted'
import {plainJobs} from '../known/jobs.ts'
import type {Survey} from '../survey/survey.ts'
import {findManagersSockets, findOwnerlessSockets, findServingSockets} from './find-sockets.ts'
import {matchesAny} from './matches-any.ts'
import {type FoundWork, type SkipTest, type Work, justNow, userName} from './work.ts'

/** Work that is no process: jobs, timers and inhibitors of systemd, storage that is rebuilt, sockets without a service. */
export function findSystemWork(survey: Survey, skip: SkipTest): Work[] {
  const found = [findJobs, findTimers, findInhibitors, findStorageWork, findOwnerlessSockets, findManagersSockets, findServingSockets]
  return found.flatMap((find) => find(survey)).filter(({name, names = []}) => !skip([name, ...names]))
}

const isPlainJob = matchesAny(plainJobs.map(([unit]) => unit))

function findJobs({jobs, busy}: Survey): FoundWork[] {
  const running = jobs.filter(({state, unit}) => state.raw === 'running' && !isPlainJob([unit]))
  return [
    ...running.map(({id, unit, type}) => ({name: unit, detail: `job ${id} of systemd: ${type}`, ...justNow})),
    ...busy.map(({name, detail}) => ({name, detail: `${detail}`})),
  ].map((found) => ({kind: 'job', pids: [], sockets: [], ...found}))
}

/** What `systemd-run` has made is in /run: a timer of it that has not fired never will after a cut. */
function findTimers(survey: Survey): FoundWork[] {
  return survey.timers.map(({name, uid}) => {
    const detail = `a timer that ${userName(survey, uid)} made with systemd-run; it is lost with the power`
    return {kind: 'timer', name, pids: [], sockets: [], detail}
  })
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
