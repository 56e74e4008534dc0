/** What a process belongs to by its cgroup. */
export type Belonging = {kind: 'container'; id: string} | {kind: 'unit'; name: string} | {kind: 'session'} | undefined

/** Reads a cgroup path as systemd and the container engines make them. */
export function belongsTo(cgroup: string): Belonging {
  const container =
    /(?:^|[/:-])([0-9a-f]{64})(?:\.scope)?(?:\/|$)/.exec(cgroup) ??
    /\/lxc\.payload\.([^/]+)/.exec(cgroup) ??
    /\/systemd-nspawn@([^/]+)\.service(?:\/|$)/.exec(cgroup)
  if (container?.[1] !== undefined) return {kind: 'container', id: container[1]}
  const names = [...cgroup.matchAll(/([^/]+\.(?:service|scope))(?=\/|$)/g)].map(([, name = '']) => name)
  const [first, second] = names
  if (first === undefined) return undefined
  if (/^session-.*\.scope$/.test(first)) return {kind: 'session'}
  // A user's own manager: what it runs has a unit of its own below it.
  if (/^user@\d+\.service$/.test(first) && second !== undefined && second !== 'init.scope') return {kind: 'unit', name: second}
  return {kind: 'unit', name: first}
}
