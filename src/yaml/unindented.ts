import {nearestName} from '../spelling/index.ts'
import type {Problem} from './problem.ts'
import type {YamlEntry, YamlMap, YamlNode} from './tree.ts'
import type {YamlFile} from './yaml-file.ts'

export interface Indented {
  root: YamlNode | undefined
  problems: Problem[]
}

/**
 * What stands in the column of an empty `hosts:`, or of an empty host, and belongs inside it, is put there, so that all of it
 * is checked as its writer meant it.
 */
export function indentEntries(yaml: YamlFile, hostKeys: readonly string[], topKeys: readonly string[]): Indented {
  const {root} = yaml
  if (root?.kind !== 'map') return {root, problems: []}
  const isHost = (value: YamlNode) => isEmpty(value) || (value.kind === 'map' && hostKeys.some((key) => value.entries.has(key)))
  const tops = nest(root, {
    takes: (name) => name === 'hosts',
    belongs: (name, value) => isHost(value) && nearestName(name, topKeys) === undefined,
  })
  const hosts = tops.map.entries.get('hosts')
  const inner =
    hosts?.value.kind === 'map'
      ? nest(hosts.value, {takes: () => true, belongs: (name, value) => hostKeys.includes(name) && (!isHost(value) || isEmpty(value))})
      : {map: undefined, moved: []}
  const moved = [...tops.moved, ...inner.moved]
  if (moved.length === 0) return {root, problems: []}
  if (hosts !== undefined && inner.map !== undefined) tops.map.entries.set('hosts', {at: hosts.at, value: inner.map})
  const problems = moved.map(({outer, name, at, count}) => ({
    spot: yaml.spotAt(at),
    message: `"${name}"${count === 1 ? '' : ` and ${count - 1} more`} must be indented to be inside "${outer}".`,
    hint: `Put two blanks before each line that belongs to "${outer}".`,
  }))
  return {root: tops.map, problems}
}

interface Rule {
  takes(name: string): boolean
  belongs(name: string, value: YamlNode): boolean
}

/** Entries that were put into an empty one before them. */
interface Moved {
  outer: string
  /** The first of them. */
  name: string
  at: number
  count: number
}

function nest(map: YamlMap, {takes, belongs}: Rule): {map: YamlMap; moved: Moved[]} {
  const entries = new Map<string, YamlEntry>()
  const moved: Moved[] = []
  let outer: string | undefined
  for (const [name, entry] of map.entries) {
    const around = outer === undefined ? undefined : entries.get(outer)
    if (outer !== undefined && around !== undefined && belongs(name, entry.value)) {
      const last = moved.at(-1)
      if (around.value.kind === 'map' && last !== undefined) {
        around.value.entries.set(name, entry)
        last.count++
      } else {
        entries.set(outer, {at: around.at, value: {kind: 'map', at: entry.at, entries: new Map([[name, entry]])}})
        moved.push({outer, name, at: entry.at, count: 1})
      }
      continue
    }
    entries.set(name, entry)
    outer = takes(name) && isEmpty(entry.value) ? name : undefined
  }
  return {map: {...map, entries}, moved}
}

function isEmpty(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null
}
