import type {Problem, SourceSpot} from '../../yaml/index.ts'

export {findSharedAddresses} from './shared-addresses.ts'

/** Words before the colon of `@tag:NAME`. */
const sources = ['tag', 'arch']

/** Names that are right, and that people will read as something else. */
export function findAmbiguousNames(
  {hosts, groups}: {hosts: ReadonlyMap<string, unknown>; groups: ReadonlyMap<string, unknown>},
  spot: (group: string) => SourceSpot,
): Problem[] {
  const hint = 'Give the group another name.'
  return [...groups.keys()].flatMap((name) => {
    const place = {spot: spot(name), path: `groups.${name}`, hint}
    if (hosts.has(name))
      return [{...place, message: `a host has the name of this group: "${name}" selects the host, "@${name}" the group.`}]
    if (sources.includes(name))
      return [{...place, message: `"@${name}" selects the group, and "@${name}:NAME" the hosts with a certain ${name}.`}]
    return []
  })
}
