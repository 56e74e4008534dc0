import {lookup} from 'node:dns/promises'
import {isIP} from 'node:net'
import {formatHostPort} from '@ops/core/net'
import type {KnownOutlet, OutletIdentity, PowerReading} from '@ops/core/seams'
import type {KasaConfig} from './config.ts'

/** `10.0.0.9:9999`, `[fe80::1]:9999` */
export function plugName({address, port}: {address: string; port: number}): string {
  return formatHostPort(address, port)
}

/** `outlet`: number, alias or child id, undefined for a plug that is its own outlet. */
export function outletOf(plug: {address: string; port: number}, outlet: string | number | undefined): OutletIdentity {
  const device = plugName(plug).toLowerCase()
  return outlet === undefined ? {driver: 'kasa', device} : {driver: 'kasa', device, child: String(outlet)}
}

/** `kasa/ADDRESS:PORT` for a plug, `kasa/ADDRESS:PORT/OUTLET` for an outlet of a strip. */
export function formatOutlet({device, child}: OutletIdentity): string {
  return child === undefined ? `kasa/${device}` : `kasa/${device}/${child}`
}

export function parseOutlet(text: string): OutletIdentity | undefined {
  const [, device, child] = /^kasa\/([^/]+:\d+)(?:\/(.+))?$/s.exec(text) ?? []
  if (device === undefined) return undefined
  return child === undefined ? {driver: 'kasa', device} : {driver: 'kasa', device, child}
}

/**
 * Whether two entries may be on one plug: they have the same address and port, or the other one pins the device id that this plug
 * reported, or both addresses resolve to the same one.
 */
export async function mayShareDevice({config, reading}: KnownOutlet<KasaConfig>, other: KasaConfig): Promise<boolean> {
  if (plugName(config).toLowerCase() === plugName(other).toLowerCase()) return true
  const found = reading?.identity?.deviceId
  if (found !== undefined && other.deviceId?.toUpperCase() === found.toUpperCase()) return true
  return config.port === other.port && (await isSameAddress(other.address, config.address))
}

/** The same outlet of the same device, whichever address each reading came from. */
export function isSameOutlet(one: PowerReading, other: PowerReading): boolean {
  if (one.outlet.child !== other.outlet.child) return false
  const device = one.identity?.deviceId
  return one.outlet.device === other.outlet.device || (device !== undefined && device === other.identity?.deviceId)
}

/** Compares a name with an IP address, or with its own short form. Two unrelated names count as two plugs and are not resolved. */
async function isSameAddress(one: string, other: string): Promise<boolean> {
  const isMixed = (isIP(one) === 0) !== (isIP(other) === 0)
  if (!isMixed && !one.startsWith(`${other}.`) && !other.startsWith(`${one}.`)) return false
  const [a, b] = await Promise.all([resolveName(one), resolveName(other)])
  return a.some((address) => b.includes(address))
}

async function resolveName(name: string): Promise<string[]> {
  const found = await lookup(name, {all: true}).catch(() => [])
  return found.map(({address}) => address)
}
