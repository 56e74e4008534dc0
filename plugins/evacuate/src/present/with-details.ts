import {verboseProgress} from '@ops/core/progress'
import type {Services} from '@ops/core/seams'

/** The services of a command; with `--verbose` the progress prints details too. */
export function withDetails(services: Services, isVerbose: boolean): Services {
  return isVerbose ? {...services, progress: verboseProgress(services.progress)} : services
}
