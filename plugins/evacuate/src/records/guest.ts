import {isDeepStrictEqual} from 'node:util'
import type {Inventory, Workload} from '@ops/core/inventory'

/** Work that was moved to a host and is declared at another one, its home. */
export interface Guest {
  /** As it is moved: with the declaration of its home today, or as recorded if that is gone or of another kind. */
  workload: Workload
  /** As its last record has it. */
  recorded: Workload
  /** What its home declares by its name today. */
  declared?: Workload
  /** Keys of the declaration that were added, removed or changed since the record. */
  changed: string[]
}

/** Which declaration counts for work that was moved here. Pure. */
export function toGuest(recorded: Workload, {hosts}: Pick<Inventory, 'hosts'>): Guest {
  const declared = hosts.get(recorded.host)?.workloads.find(({name}) => name === recorded.name)
  if (declared === undefined) return {workload: recorded, recorded, changed: []}
  const isSameKind = declared.kind === recorded.kind
  const changed = [...(isSameKind ? [] : ['kind']), ...changedKeys(asStored(recorded), asStored(declared))]
  return {workload: isSameKind ? declared : recorded, recorded, declared, changed}
}

/** The form in which a record keeps a declaration. */
const asStored = ({config}: Workload) => JSON.parse(JSON.stringify(config)) as Record<string, unknown>

function changedKeys(one: Record<string, unknown>, other: Record<string, unknown>): string[] {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].filter((key) => !isDeepStrictEqual(one[key], other[key]))
}
