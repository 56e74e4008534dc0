import {createHash} from 'node:crypto'

/** Names of what one lab makes on this machine; those of several labs differ. */
export interface LabIdentity {
  /** Six hex digits from the folder's path. */
  id: string
  /** Linux interface names have 15 characters at most. */
  bridge: string
  /** Folder in the cgroup2 tree. */
  cgroup: string
}

export function identityOf(dir: string): LabIdentity {
  const id = createHash('sha256').update(dir).digest('hex').slice(0, 6)
  return {id, bridge: `opslab${id}`, cgroup: `ops-lab-${id}`}
}

/** This machine's end of a host's veth pair; `n` counts hosts from 1. */
export function vethOf(identity: LabIdentity, n: number): string {
  return `${identity.bridge}n${n}`
}

/** How many /24 networks 198.18.0.0/15 has: RFC 2544's range for benchmarks, which is not routed. */
export const subnetCount = 512

/** Where the search for a free network starts, so that a lab mostly gets the same one again. */
export function firstSubnet(identity: LabIdentity): number {
  return Number.parseInt(identity.id, 16) % subnetCount
}

/** Address `n` in the lab's network; 1 is this machine, hosts start at 11. */
export function hostAddress(subnet: number, n: number): string {
  return `198.${18 + (subnet >> 8)}.${subnet & 255}.${n}`
}

/** Loopback address of the plug that feeds host `n`. */
export function plugAddress(subnet: number, n: number): string {
  return `127.${88 + (subnet >> 8)}.${subnet & 255}.${10 + n}`
}

/** 40 hex digits, as TP-Link's plugs have. */
export function deviceId(identity: LabIdentity, host: string): string {
  return createHash('sha1').update(`${identity.id}/${host}`).digest('hex').toUpperCase()
}

/** A locally administered MAC address (bit 1 of the first byte). */
export function macOf(identity: LabIdentity, n: number, kind: 'host' | 'plug'): string {
  const bytes = [0x02, kind === 'host' ? 0x4c : 0x50, ...(identity.id.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)), n]
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}
