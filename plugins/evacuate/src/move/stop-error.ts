import type {OpsError} from '@ops/core/errors'
import {asSentence} from '@ops/core/text'
import {errors} from '../errors/errors.ts'
import {resolveErrors} from '../errors/resolve-errors.ts'
import type {MovePlan} from '../records/record.ts'
import {bothWays} from './advise.ts'
import type {Stop} from './stop.ts'

/** The error of a move that cannot be finished. */
export function stopError(plan: MovePlan, stop: Stop): OpsError {
  const {run, source, destination} = plan
  const {name} = plan.workload
  switch (stop.stop) {
    case 'unknown': {
      const host = plan[stop.side]
      const hint = `make ${host} answer, or cut its power with ops power off ${host} --hard --force REASON; then run this command again`
      return resolveErrors.EVACUATE_UNKNOWN({host}, run, name, asSentence(stop.why), hint)
    }
    case 'unclear': {
      const host = plan[stop.side]
      const hint = `check ${name} on ${host}, then run ops evacuate status; ops evacuate close ${run} --reason REASON gives the move up`
      return resolveErrors.EVACUATE_UNKNOWN({host}, run, name, asSentence(stop.why), hint)
    }
    case 'source-off':
      return resolveErrors.EVACUATE_SOURCE_OFF({host: source}, run, name, source, stop.why)
    case 'nothing-left':
      return errors.EVACUATE_MOVE_ENDED({host: source}, name, source, `ops evacuate close ${run} --reason REASON`)
    case 'ended':
      return errors.EVACUATE_MOVE_ENDED({host: source}, name, source, `ops evacuate abort ${run}`)
    case 'images-gone':
      return errors.EVACUATE_IMAGES_GONE({host: source}, run, name, source, asSentence(stop.why))
    case 'lost': {
      const {seen, way} = describeOlder(plan, stop)
      const next = `find out why it ended on ${destination}; ops evacuate ${way} ${run} --with-loss REASON continues from the older state`
      return resolveErrors.EVACUATE_COPY_GONE({host: destination}, run, name, destination, seen, next)
    }
    case 'unrecorded':
      return resolveErrors.EVACUATE_UNRECORDED({host: source}, run, name)
    case 'closed':
      return resolveErrors.EVACUATE_CLOSED({host: source}, run, name)
    case 'aborting':
      return resolveErrors.EVACUATE_ABORTING({host: source}, run, name)
    case 'committed':
      return resolveErrors.EVACUATE_COMMITTED({host: destination}, run, name, destination)
    case 'not-started':
      return resolveErrors.EVACUATE_NOT_STARTED({host: destination}, plan, name, bothWays(plan))
    case 'source-runs':
      return resolveErrors.EVACUATE_SOURCE_RUNS(
        {host: source},
        plan,
        name,
        `ops evacuate abort ${run}${stop.started ? ' --with-loss REASON' : ''}`,
      )
    case 'only-copy':
      return resolveErrors.EVACUATE_ONLY_COPY(
        {host: plan[stop.at]},
        run,
        name,
        stop.at === 'source' ? `in images on ${source}` : `on ${destination}`,
      )
    case 'destination-gone':
      return resolveErrors.EVACUATE_DESTINATION_GONE({host: destination}, run, name, destination, stop.why)
  }
}

/** Where the older state is, and the command that continues from it. */
function describeOlder(plan: MovePlan, {older, may}: Extract<Stop, {stop: 'lost'}>): {seen: [string, string]; way: 'abort' | 'resume'} {
  const ran = may ? 'may have run' : 'was started'
  const host = plan[older.at]
  return older.as === 'held'
    ? {seen: [ran, `is held on ${host}`], way: 'abort'}
    : {seen: [ran, `exists in images on ${host}`], way: 'resume'}
}
