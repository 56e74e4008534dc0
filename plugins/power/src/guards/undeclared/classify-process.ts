import {matchesAny} from './patterns.ts'
import {startingUnits} from './plain-host.ts'
import type {Survey, SurveyedProcess} from './survey.ts'

export type WorkKind = 'container' | 'unit' | 'session' | 'process' | 'socket'

export interface Classified {
  kind: WorkKind
  name: string
  /** Other names that a pattern may use. */
  names: string[]
}

/** Finds out what a process belongs to; `above`: its ancestors. */
export function classifyProcess(process: SurveyedProcess, above: readonly SurveyedProcess[], survey: Survey): Classified {
  const belongs = parseCgroup(process.cgroup)
  const lineage = new Set([process, ...above].map(({pid}) => pid))
  const container = survey.containers.find(
    ({id, pid}) => (belongs?.kind === 'container' && belongs.id === id) || (pid !== undefined && lineage.has(pid)),
  )
  if (container !== undefined)
    return {kind: 'container', name: container.name, names: [container.name, container.id, container.id.slice(0, 12)]}
  if (belongs?.kind === 'container') return {kind: 'container', name: belongs.id.slice(0, 12), names: [belongs.id, belongs.id.slice(0, 12)]}
  const unit = belongs?.kind === 'unit' ? belongs.name : undefined
  const cameBySsh = above.some(({comm, pid}) => pid !== 1 && (comm === 'sshd' || comm === 'sshd-session'))
  const isLogin = belongs?.kind === 'session' || cameBySsh || process.tty !== 0
  // Without pam_systemd a login stays in the cgroup of the service that accepted it.
  if (unit !== undefined && !(isLogin && matchesAny(startingUnits)([unit]))) return {kind: 'unit', name: unit, names: [unit]}
  if (isLogin) {
    const user = survey.users.get(process.uid) ?? String(process.uid)
    return {kind: 'session', name: user, names: [user]}
  }
  return {kind: 'process', name: process.comm, names: []}
}

/** The owner of a cgroup. */
export type CgroupOwner = {kind: 'container'; id: string} | {kind: 'unit'; name: string} | {kind: 'session'} | undefined

/** Reads a cgroup path as systemd and the container engines make them. */
export function parseCgroup(cgroup: string): CgroupOwner {
  const container =
    /(?:^|[/:-])([0-9a-f]{64})(?:\.scope)?(?:\/|$)/.exec(cgroup) ??
    /\/lxc\.payload\.([^/]+)/.exec(cgroup) ??
    /\/systemd-nspawn@([^/]+)\.service(?:\/|$)/.exec(cgroup)
  if (container?.[1] !== undefined) return {kind: 'container', id: container[1]}
  const names = [...cgroup.matchAll(/([^/]+\.(?:service|scope))(?=\/|$)/g)].map(([, name = '']) => name)
  const [first, second] = names
  if (first === undefined) return undefined
  if (/^session-.*\.scope$/.test(first)) return {kind: 'session'}
  // A user's own manager: each of its units has a cgroup below it.
  if (/^user@\d+\.service$/.test(first) && second !== undefined && second !== 'init.scope') return {kind: 'unit', name: second}
  return {kind: 'unit', name: first}
}
