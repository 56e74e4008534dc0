import type {OpsError} from '@ops/core/errors'
import {asSentence} from '@ops/core/text'
import {errors} from '../errors/errors.ts'
import {resolveErrors} from '../errors/resolve-errors.ts'
import type {MovePlan} from '../records/record.ts'
import type {Stop} from './next-step.ts'

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
    case 'ended':
      return errors.EVACUATE_MOVE_ENDED({host: source}, name, source)
    case 'lost':
      return resolveErrors.EVACUATE_COPY_GONE({host: destination}, run, name, source, destination)
    case 'never-ran': {
      const [what, cause] = [`the copy of ${name} no longer exists`, 'it ended before it was started.']
      return errors.EVACUATE_STEP_FAILED({host: destination}, destination, what, cause, `ops evacuate abort ${run}`)
    }
    case 'aborting':
      return resolveErrors.EVACUATE_ABORTING({host: source}, run, name)
    case 'committed':
      return resolveErrors.EVACUATE_COMMITTED({host: destination}, run, name, destination)
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
