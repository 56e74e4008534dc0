import type {OpsError} from '@ops/core/errors'
import {errors} from '../errors.ts'
import type {MovePlan} from '../record/record.ts'
import type {Stop} from '../state/next-step.ts'

/** Why a move could not be settled, as the sentence that a person reads. */
export function stopError(plan: MovePlan, stop: Stop): OpsError {
  const {
    run,
    workload: {name},
    source,
    destination,
  } = plan
  switch (stop.stop) {
    case 'doubt': {
      const host = stop.silent === 'source' ? source : destination
      const sentence = /[.!]$/.test(stop.why) ? stop.why : `${stop.why}.`
      return errors.IN_DOUBT(
        {host},
        run,
        name,
        sentence,
        `make ${host} answer, or prove its power off (ops power off ${host} --hard), and run it again`,
      )
    }
    case 'ended':
      return errors.MOVE_ENDED({host: source}, name, source)
    case 'lost':
      return errors.COPY_GONE({host: destination}, run, name, source, destination)
    case 'never-ran':
      return errors.STEP_FAILED(
        {host: destination},
        destination,
        `the copy of ${name} is gone without having run`,
        'it is not where it was prepared.',
        `ops evacuate abort ${run}`,
      )
    case 'aborting':
      return errors.ALREADY_ABORTING({host: source}, run, name)
    case 'committed':
      return errors.ALREADY_COMMITTED({host: destination}, run, name, destination)
    case 'only-copy':
      return errors.ONLY_COPY({host: plan[stop.at]}, run, name, stop.at === 'source' ? `in images on ${source}` : `on ${destination}`)
    case 'destination-gone':
      return errors.DESTINATION_GONE({host: destination}, run, name, destination, stop.why)
  }
}
