import type {Untrusted} from '@ops/core/untrusted'
import {queryByUdp} from './transport/udp-query.ts'
import {firmwareProbe, newFirmwarePort, parseFirmware} from './transport/firmware-probe.ts'
import {plugName} from './outlet-identity.ts'
import {errors} from '../../errors/errors.ts'
import {decrypt, encrypt} from './protocol/frame.ts'
import {type DeviceKind, parseSysinfo, sysinfoQuery} from './protocol/sysinfo.ts'
import {networkInterfaces} from 'node:os'

export interface FoundPlug {
  address: string
  port: number
  model: Untrusted
  /** `plug`, `strip`, `bulb` …; unknown of what speaks another protocol. */
  kind?: DeviceKind
  alias?: Untrusted
  deviceId?: string
  mac?: string
  firmware?: Untrusted
  rssiDbm?: number
  outlets?: {outlet: number; alias: Untrusted; state: 'on' | 'off'}[]
  /** `kasa`, or the protocol that newer firmware announces: found, and not supported; a Kasa device that has nothing to switch is not supported either. */
  speaks: string
  supported: boolean
}

export interface DiscoverInput {
  /** Broadcast addresses or single hosts. */
  addresses: readonly string[]
  port: number
  waitMs: number
  repeats: number
  /** Gets each address to which nothing could be sent, and why, when others were asked. */
  onUnsent?: (address: string, why: string) => void
}

/**
 * Queries every plug of the networks for its sysinfo, which changes nothing. Answers may come from any port, so the
 * sender's port is taken from the packet; a plug that answers several times, or over two networks, counts once.
 */
export async function discoverPlugs(input: DiscoverInput, signal: AbortSignal): Promise<FoundPlug[]> {
  const {addresses, port, waitMs, repeats} = input
  const found = new Map<string, FoundPlug>()
  const add = (plug: FoundPlug | undefined) => {
    if (plug !== undefined) found.set(plug.deviceId ?? plug.mac ?? plugName(plug), plug)
    return 'more' as const
  }
  const question = {addresses, waitMs, repeats}
  const [unsent] = await Promise.all([
    queryByUdp(
      {...question, bytes: encrypt(Buffer.from(sysinfoQuery)), port},
      ({bytes, from}) => add(kasaPlug(bytes, from.address, from.port)),
      signal,
    ),
    queryByUdp(
      {...question, bytes: firmwareProbe, port: newFirmwarePort},
      ({bytes, from}) => add(newerPlug(bytes, from.address, from.port)),
      signal,
    ),
  ])
  // Silence means something only when a packet was sent.
  if (found.size === 0 && unsent.size === new Set(addresses).size && !signal.aborted) throw errors.POWER_DISCOVER_NOT_SENT({}, unsent)
  if (!signal.aborted) for (const [address, why] of unsent) input.onUnsent?.(address, why)
  return [...found.values()].sort((a, b) => a.address.localeCompare(b.address, 'en', {numeric: true}) || a.port - b.port)
}

/** Other devices use these ports too: anything that is not the answer of a plug is ignored. */
function kasaPlug(bytes: Buffer, address: string, port: number): FoundPlug | undefined {
  try {
    const {outlets, kind, model, alias, deviceId, mac, firmware, rssiDbm} = parseSysinfo(decrypt(bytes).toString('utf8'))
    return {
      address,
      port,
      model,
      kind,
      alias,
      deviceId,
      ...(mac === undefined ? {} : {mac}),
      ...(firmware === undefined ? {} : {firmware}),
      ...(rssiDbm === undefined ? {} : {rssiDbm}),
      outlets: outlets.map((outlet, at) => ({
        outlet: at + 1,
        alias: kind === 'strip' ? outlet.alias : alias,
        state: outlet.isOn ? 'on' : 'off',
      })),
      speaks: 'kasa',
      supported: outlets.length > 0,
    }
  } catch {
    return undefined
  }
}

function newerPlug(bytes: Buffer, address: string, port: number): FoundPlug | undefined {
  const firmware = parseFirmware(bytes)
  if (firmware === undefined) return undefined
  const {model, scheme, mac} = firmware
  return {address, port, model, speaks: scheme, supported: false, ...(mac === undefined ? {} : {mac})}
}

/** The IPv4 broadcast address of every network that this machine is on, loopback left out. */
export function ownBroadcasts(interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces()): string[] {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? [])
  const found = all
    .filter(({family, internal}) => family === 'IPv4' && !internal)
    .map(({address, netmask}) => broadcastOf(address, netmask))
  return [...new Set(found)]
}

function broadcastOf(address: string, netmask: string): string {
  const mask = netmask.split('.').map(Number)
  return address
    .split('.')
    .map((byte, at) => Number(byte) | (~(mask[at] ?? 255) & 255))
    .join('.')
}
