import type {ProcessKind} from './classify-process.ts'

export type WorkKind = ProcessKind | 'socket' | 'job' | 'inhibitor' | 'storage'

/** Undeclared work on a host. */
export interface Work {
  kind: WorkKind
  /** Name for `ignore:` and `baseline:`: unit, UNIT/PROGRAM, container, user, process name, tcp/PORT, … */
  name: string
  pids: number[]
  /** Its listening sockets. */
  sockets: string[]
  /** For people: who runs it, and which command line. */
  detail: string
  /** Of a login by ssh: seconds by which it is older than the survey. */
  age?: number
}

/** Whether the inventory allows work of one of these names to be lost, or calls it no work. */
export type SkipTest = (names: readonly string[]) => boolean
