import type {Untrusted} from '@ops/core/untrusted'
import type {SurveyedProcess} from '../survey/survey.ts'
import type {ProcessKind} from './classify-process.ts'

export type WorkKind = ProcessKind | 'socket' | 'job' | 'inhibitor' | 'storage'

/** Undeclared work on a host. */
export interface Work {
  kind: WorkKind
  /** Name for `ignore:` and `baseline:`: unit, UNIT/PROGRAM, container, user, process name, tcp/PORT, … */
  name: Untrusted
  pids: number[]
  /** Its listening sockets. */
  sockets: string[]
  /** For people: who runs it, and which command line. */
  detail: string
  /** Seconds by which its oldest process is older than the survey; undefined: unknown. */
  age?: number
}

export function oldest(processes: readonly SurveyedProcess[]): {age?: number} {
  const ages = processes.map(({age}) => age).filter((age) => age !== undefined)
  return ages.length < processes.length || ages.length === 0 ? {} : {age: ages.reduce((most, age) => Math.max(most, age))}
}

/** Whether the inventory allows work of one of these names to be lost, or calls it no work. */
export type SkipTest = (names: readonly Untrusted[]) => boolean
