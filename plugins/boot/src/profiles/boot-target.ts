import {dirname, resolve} from 'node:path'
import type {Inventory} from '@ops/core/inventory'
import {profileErrors} from '../errors/profile-errors.ts'
import type {BootHost, Profile} from '../inventory/schema.ts'
import {bootHost, bootTop} from '../inventory/section.ts'

/** A profile, and the host that boots with it, if one was named. */
export interface BootTarget {
  profileName: string
  profile: Profile
  /** `uname -m` of the board, when it is set. */
  arch?: string
  /** Served folder, when the inventory names one. */
  root?: string
  host?: {name: string; boot: BootHost}
}

/** Resolves HOST|PROFILE of the command line; a host takes precedence. Throws BOOT_TARGET_UNKNOWN (exit 64). */
export function bootTarget(inventory: Inventory, name: string): BootTarget {
  const top = inventory.top(bootTop)
  const host = inventory.hosts.get(name)
  const boot = host?.section(bootHost)
  const profileName = boot?.profile ?? name
  const profile = top?.profiles[profileName]
  if (profile === undefined) throw profileErrors.BOOT_TARGET_UNKNOWN({}, name, Object.keys(top?.profiles ?? {}))
  const arch = boot?.arch ?? host?.arch ?? profile.arch
  const root = profile.root ?? top?.root
  return {
    profileName,
    profile,
    ...(arch === undefined ? {} : {arch}),
    ...(root === undefined ? {} : {root: resolve(dirname(inventory.file), root)}),
    ...(host === undefined || boot === undefined ? {} : {host: {name: host.name, boot}}),
  }
}
