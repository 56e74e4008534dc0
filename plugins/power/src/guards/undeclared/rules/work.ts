import {type Untrusted, untrusted} from '@ops/core/untrusted'
import type {Survey, SurveyedProcess} from '../survey/survey.ts'
import type {ProcessKind} from './classify-process.ts'

export type WorkKind = ProcessKind | 'socket' | 'job' | 'timer' | 'inhibitor' | 'storage'

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
  /** Clients that are there now: a name in `baseline:` for their server does not cover them. */
  ofClients?: boolean
  /** Seconds by which its oldest process is older than the survey; undefined: unknown. */
  age?: number
}

/** `names`: other names that a pattern may use. */
export type FoundWork = Work & {names?: Untrusted[]}

/** The age of what does not tell since when it is there: it may have begun just now, and end by itself. */
export const justNow = {age: 0}

export function oldest(processes: readonly SurveyedProcess[]): {age?: number} {
  const ages = processes.map(({age}) => age).filter((age) => age !== undefined)
  return ages.length < processes.length || ages.length === 0 ? {} : {age: ages.reduce((most, age) => Math.max(most, age))}
}

/** Whether the inventory names work of one of these names. */
export type SkipTest = (names: readonly Untrusted[]) => boolean

/** The name of a user of the host; the number of one without a name. */
export function userName({users}: Pick<Survey, 'users'>, uid: number): Untrusted {
  return users.get(uid) ?? untrusted(String(uid))
}
