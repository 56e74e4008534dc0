import {childOf, toValue, type YamlFile, type YamlMap, type YamlNode, type YamlPath} from '../yaml/index.ts'
import type {ExplainedValue} from './inventory.ts'

/** Values for a host, and where they are written: its own entry, the defaults of a group, or those of all hosts. */
export interface Layer {
  /** Path of the node in the file: `hosts.web1`, `groups.rack1.defaults`, `defaults`. */
  base: YamlPath
  node: YamlNode
}

/** Keys that say what a mapping is about: one with another value replaces the farther mapping as a whole. */
const kinds = ['driver', 'kind']

/**
 * The values of a host as one mapping, nearest first: mappings are merged key by key, everything else replaces. Every value
 * stays the node that was parsed, so it knows its place.
 */
export function mergeLayers(layers: readonly Layer[]): YamlNode | undefined {
  return layers
    .map(({node}) => node)
    .reduce<YamlNode | undefined>((near, far) => (near === undefined ? far : mergeNodes(near, far)), undefined)
}

function mergeNodes(near: YamlNode, far: YamlNode): YamlNode {
  if (near.kind !== 'map' || far.kind !== 'map' || isOtherKind(near, far)) return near
  const merged: YamlMap = {kind: 'map', at: near.at, entries: new Map(near.entries)}
  for (const [key, entry] of far.entries) {
    const own = near.entries.get(key)
    merged.entries.set(key, own === undefined ? entry : {at: own.at, value: mergeNodes(own.value, entry.value)})
  }
  return merged
}

function isOtherKind(near: YamlMap, far: YamlMap): boolean {
  const scalar = (map: YamlMap, key: string) => {
    const value = map.entries.get(key)?.value
    return value?.kind === 'scalar' ? value.value : undefined
  }
  return kinds.some((key) => {
    const [one, other] = [scalar(near, key), scalar(far, key)]
    return one !== undefined && other !== undefined && one !== other
  })
}

/** The layer that a value of the merged mapping comes from: the nearest that has the path, or most of it. */
export function layerOf(layers: readonly Layer[], path: YamlPath): Layer | undefined {
  let [nearest] = layers
  let merged = layers.map((layer) => ({layer, node: layer.node}))
  for (const key of path) {
    const having = merged.flatMap(({layer, node}) => {
      const child = childOf(node, key)?.value
      return child === undefined ? [] : [{layer, node: child}]
    })
    const [near] = having
    if (near === undefined) return nearest
    nearest = near.layer
    // Only mappings are merged; anything else replaces what is farther.
    merged = having.filter(
      ({node}) => node === near.node || (near.node.kind === 'map' && node.kind === 'map' && !isOtherKind(near.node, node)),
    )
  }
  return nearest
}

/** Each value of a host with the place where it is written; a list is one value. */
export function explainHost(host: string, layers: readonly Layer[], yaml: YamlFile): ExplainedValue[] {
  const node = mergeLayers(layers)
  return node === undefined ? [] : valuesBelow(node, [])

  function valuesBelow(inner: YamlNode, path: readonly string[]): ExplainedValue[] {
    if (inner.kind === 'map' && inner.entries.size > 0) {
      return [...inner.entries].flatMap(([key, {value}]) => valuesBelow(value, [...path, key]))
    }
    const from = layerOf(layers, path)?.base ?? []
    const value = toValue(inner, (text) => text.replaceAll('%h', host))
    return [{path: path.join('.'), value, from: from.map(String).join('.'), spot: yaml.spotAt(inner.at)}]
  }
}
