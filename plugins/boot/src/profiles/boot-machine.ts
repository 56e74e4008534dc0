import {dirname, resolve} from 'node:path'
import {isIPv4} from 'node:net'
import type {Host, Inventory} from '@ops/core/inventory'
import {contains, networkIn} from '../net/ipv4.ts'
import {profileErrors} from '../errors/profile-errors.ts'
import {type BootHost, bootHost, type BootTop, bootTop, type Profile} from '../inventory/section.ts'

/** A machine of the inventory that boots from the network, with its profile. */
export interface BootMachine {
  host: Host
  boot: BootHost
  profile: Profile
  profileName: string
  /** `uname -m` of its kernel. */
  arch: string | undefined
  /** IPv4 address while it boots, without prefix length. */
  ip: string | undefined
}

/** The inventory's settings for booting. */
export interface BootPlan {
  top: BootTop
  machines: BootMachine[]
  /** Base folder of relative paths. */
  base: string
}

const nothing: BootTop = {profiles: {}, subnets: []}

/** The boot plan of an inventory; without one there are no machines, and only files of the root are served. */
export function bootPlan(inventory: Inventory | undefined): BootPlan {
  if (inventory === undefined) return {top: nothing, machines: [], base: process.cwd()}
  const top = inventory.top(bootTop) ?? nothing
  const machines = [...inventory.hosts.values()].flatMap((host) => {
    const machine = machineOf(host, top)
    return machine === undefined ? [] : [machine]
  })
  return {top, machines, base: dirname(resolve(inventory.file))}
}

/** The machine of a host. Throws BOOT_HOST_NO_PROFILE. */
export function machineNamed(host: Host, plan: BootPlan): BootMachine {
  const machine = machineOf(host, plan.top)
  if (machine === undefined) throw profileErrors.BOOT_HOST_NO_PROFILE({host: host.name}, host.name)
  return machine
}

export function machineOf(host: Host, top: BootTop): BootMachine | undefined {
  const boot = host.section(bootHost)
  const profile = boot === undefined ? undefined : top.profiles[boot.profile]
  if (boot === undefined || profile === undefined) return undefined
  const address = host.address !== undefined && isIPv4(host.address) ? host.address : undefined
  const ip = boot.ip?.split('/')[0] ?? address
  const subnet = ip === undefined ? undefined : top.subnets.find(({network}) => contains(networkIn(network), ip))
  return {
    host,
    boot: {...boot, gateway: boot.gateway ?? subnet?.gateway},
    profile,
    profileName: boot.profile,
    arch: boot.arch ?? host.arch ?? profile.arch,
    ip,
  }
}
