/** A YAML document as values that know their offset in the text. Merge keys and aliases are resolved: shared values are shared nodes. */
export type YamlNode = YamlScalar | YamlList | YamlMap

export interface YamlScalar {
  kind: 'scalar'
  at: number
  value: string | number | boolean | null
  /** As it is written, where that is not how the value is printed: `1.50`, `0x10`, `True`. */
  source?: string
}

export interface YamlList {
  kind: 'list'
  at: number
  items: YamlNode[]
}

export interface YamlMap {
  kind: 'map'
  at: number
  entries: Map<string, YamlEntry>
}

export interface YamlEntry {
  /** Offset of the key. */
  at: number
  value: YamlNode
}

export type YamlPath = readonly PropertyKey[]

/** The node as a plain value; `text` changes each text in it. Numbers of the keys `asWritten` stay text, as they are written. */
export function toValue(node: YamlNode, text: (value: string) => string = (value) => value, asWritten: readonly string[] = []): unknown {
  if (node.kind === 'scalar') return typeof node.value === 'string' ? text(node.value) : node.value
  if (node.kind === 'list') return node.items.map((item) => toValue(item, text, asWritten))
  const value: Record<string, unknown> = {}
  for (const [key, entry] of node.entries) {
    const inner = asWritten.includes(key) ? numberAsText(entry.value) : entry.value
    if (key === '__proto__') Object.defineProperty(value, key, {value: toValue(inner, text, asWritten), enumerable: true})
    else value[key] = toValue(inner, text, asWritten)
  }
  return value
}

function numberAsText(node: YamlNode): YamlNode {
  if (node.kind !== 'scalar' || typeof node.value !== 'number') return node
  return {...node, value: node.source ?? String(node.value)}
}

/** A scalar with its spelling, where the value alone would lose it. */
export function scalarNode(at: number, value: YamlScalar['value'], source: string): YamlScalar {
  const isLost = (typeof value === 'number' || typeof value === 'boolean') && String(value) !== source
  return isLost ? {kind: 'scalar', at, value, source} : {kind: 'scalar', at, value}
}

/** The entry of a mapping or the item of a list. */
export function childOf(node: YamlNode | undefined, key: PropertyKey): YamlEntry | undefined {
  if (node?.kind === 'map') return node.entries.get(String(key))
  const item = node?.kind === 'list' ? node.items[Number(key)] : undefined
  return item && {at: item.at, value: item}
}

/** The node at a path, if it is there. */
export function nodeAt(root: YamlNode | undefined, path: YamlPath): YamlNode | undefined {
  return path.reduce<YamlNode | undefined>((node, key) => childOf(node, key)?.value, root)
}

/** Offset of the value at `path`, or of the nearest value around it. */
export function offsetOfValue(root: YamlNode | undefined, path: YamlPath): number {
  let node = root
  for (const key of path) {
    const child = childOf(node, key)
    if (child === undefined) break
    node = child.value
  }
  return node?.at ?? 0
}

/** Offset of a key of the mapping (or of an item of the list) at `path`, or of the nearest value around it. */
export function offsetOfKey(root: YamlNode | undefined, path: YamlPath, key: PropertyKey): number {
  let node = root
  for (const step of path) {
    node = childOf(node, step)?.value
    if (node === undefined) return offsetOfValue(root, path)
  }
  return childOf(node, key)?.at ?? node?.at ?? 0
}

/** Levels of mappings and lists that are read: functions that call themselves would overflow the stack. */
export const deepest = 200
