import type {Registry} from '@ops/core/seams'
import {labCheck} from './doctor.ts'

/** What this plugin adds to the seams of the core. Kept light: the work is imported when it is asked for. */
export function register(registry: Registry): void {
  registry.doctorChecks.add('lab', labCheck)
}
