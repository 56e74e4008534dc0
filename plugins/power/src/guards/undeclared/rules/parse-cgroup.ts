import {type Untrusted, untrusted} from '@ops/core/untrusted'

/** The owner of a cgroup. `manager`: uid of the user whose own systemd runs the unit. */
export type CgroupOwner =
  | {kind: 'container'; id: Untrusted}
  | {kind: 'unit'; name: Untrusted; manager?: number}
  | {kind: 'session'; id: Untrusted}
  | undefined

/** Reads a cgroup path as systemd and the container engines make them. */
export function parseCgroup({raw: cgroup}: Untrusted): CgroupOwner {
  const container =
    /(?:^|[/:-])([0-9a-f]{64})(?:\.scope)?(?:\/|$)/.exec(cgroup) ??
    /\/lxc\.payload\.([^/]+)/.exec(cgroup) ??
    // lxc.cgroup.dir of Proxmox VE: /lxc/101/ns.
    /^\/lxc\/([^/]+)\//.exec(cgroup) ??
    /\/systemd-nspawn@([^/]+)\.service(?:\/|$)/.exec(cgroup)
  if (container?.[1] !== undefined) return {kind: 'container', id: untrusted(container[1])}
  const names = [...cgroup.matchAll(/([^/]+\.(?:service|scope|mount|swap|socket))(?=\/|$)/g)].map(([, name = '']) => name)
  const [first, second] = names
  if (first === undefined) return undefined
  const session = /^session-(.*)\.scope$/.exec(first)?.[1]
  if (session !== undefined) return {kind: 'session', id: untrusted(session)}
  // A user's own manager: each of its units has a cgroup below it.
  const manager = /^user@(\d+)\.service$/.exec(first)?.[1]
  if (manager !== undefined && second !== undefined && second !== 'init.scope')
    return {kind: 'unit', name: untrusted(second), manager: Number(manager)}
  return {kind: 'unit', name: untrusted(first)}
}
