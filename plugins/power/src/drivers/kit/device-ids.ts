import type {PowerDriverDeps, PowerReading} from '@ops/core/seams'

/** What stays the same when an address, a name or an order changes. */
export type DeviceIds = NonNullable<PowerDriverDeps['known']>

/** The ids that a reading has; undefined for a driver whose devices report none. */
export function idsOf({identity, childId}: PowerReading): DeviceIds | undefined {
  const {deviceId, mac} = identity ?? {}
  if (deviceId === undefined && mac === undefined) return undefined
  return {
    ...(deviceId === undefined ? {} : {deviceId}),
    ...(mac === undefined ? {} : {mac}),
    ...(childId === undefined ? {} : {childId}),
  }
}

/** The first id in which two outlets differ, with both values; undefined when nothing tells them apart. */
export function findDifference(known: DeviceIds, found: DeviceIds): {key: string; known: string; found: string} | undefined {
  for (const [key, name] of keys) {
    const [before, now] = [known[key], found[key]]
    if (before === undefined || now === undefined || normalId(before) === normalId(now)) continue
    return {key: name, known: before, found: now}
  }
  return undefined
}

const keys = [
  ['deviceId', 'device id'],
  ['mac', 'MAC address'],
  ['childId', 'child id'],
] as const

export function isSameDevice(one: DeviceIds, other: DeviceIds): boolean {
  const {childId: _, ...a} = one
  return findDifference(a, other) === undefined
}

/** `device id 8006…01, child id 8006…0100` */
export function formatIds(ids: DeviceIds): string {
  return keys.flatMap(([key, name]) => (ids[key] === undefined ? [] : [`${name} ${ids[key]}`])).join(', ')
}

function normalId(text: string): string {
  return text.toLowerCase().replaceAll(/[:-]/g, '')
}
