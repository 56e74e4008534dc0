import type {Survey, SurveyedProcess} from '../survey/survey.ts'
import {isInterpreter} from './is-program.ts'
import {type CgroupOwner, parseCgroup} from './parse-cgroup.ts'

type Unit = Extract<CgroupOwner, {kind: 'unit'}>

/** The main process of a unit. */
export type FindMain = (unit: Unit) => SurveyedProcess | undefined

/**
 * Finds main processes: as systemd says. Where it says nothing (daemons of init scripts, units of users' managers, scopes), it is the
 * oldest process that none of the unit has started.
 */
export function mainProcessFinder({mains, processes}: Survey): FindMain {
  const byPid = new Map(processes.map((process) => [process.pid, process]))
  const members = Map.groupBy(processes, ({cgroup}) => keyOf(parseCgroup(cgroup)))
  const found = new Map<string, SurveyedProcess | undefined>()
  return (unit) => {
    const key = keyOf(unit)
    if (found.has(key)) return found.get(key)
    const told = unit.manager === undefined ? byPid.get(mains.get(unit.name.raw) ?? 0) : undefined
    const main = told ?? findOldest(members.get(key) ?? [])
    found.set(key, main)
    return main
  }
}

function keyOf(owner: CgroupOwner): string {
  return owner?.kind === 'unit' ? `${owner.manager ?? ''}/${owner.name.raw}` : ''
}

function findOldest(members: readonly SurveyedProcess[]): SurveyedProcess | undefined {
  const pids = new Set(members.map(({pid}) => pid))
  return members.filter(({ppid}) => !pids.has(ppid)).sort((a, b) => (b.age ?? 0) - (a.age ?? 0) || a.pid - b.pid)[0]
}

/**
 * Whether a process is the main process or a worker: the same program with the same arguments, or with a title of its own
 * (`nginx: worker process`). What an interpreter runs is in its arguments.
 */
export function isMainOrWorker(process: SurveyedProcess, main: SurveyedProcess | undefined): boolean {
  if (main === undefined || main === process) return true
  if (main.comm.raw !== process.comm.raw || main.exe.raw !== process.exe.raw) return false
  if (process.args.raw === main.args.raw) return true
  return !isInterpreter(main.exe.raw) && !isInterpreter(`/${main.comm.raw}`) && /^(?:\S+: |$)/.test(process.args.raw)
}
