import {profileErrors} from '../errors/profile-errors.ts'
import {rootfsErrors} from '../errors/rootfs-errors.ts'
import type {BootTarget} from '../profiles/boot-target.ts'
import type {RootRequest} from './prepare-root.ts'

export interface RootFlags {
  folder?: string | undefined
  distribution: 'debian' | 'fedora'
  suite?: string | undefined
  include?: readonly string[] | undefined
  repo?: readonly string[] | undefined
}

/** The folder and contents of a host's or profile's NFS root; `folder` (--folder) overrides the inventory's. */
export function rootRequest({profileName, profile, arch, host}: BootTarget, flags: RootFlags): RootRequest {
  if (arch === undefined) throw profileErrors.BOOT_NO_ARCH({}, profileName)
  const path = flags.folder ?? host?.boot.nfsPath ?? profile.nfs?.path
  if (path === undefined) throw rootfsErrors.BOOT_NO_NFS({}, profileName)
  if (path.includes('%h') && host === undefined) throw rootfsErrors.BOOT_ROOT_PER_HOST({}, profileName, path)
  const folder = path.replaceAll('%h', host?.name ?? '')
  return {folder, arch, ...contentsOf(flags)}
}

function contentsOf({distribution, suite, include = [], repo = []}: RootFlags): Pick<RootRequest, 'debian' | 'fedora'> {
  if (distribution === 'debian' && repo.length > 0) throw rootfsErrors.BOOT_REPO_DEBIAN({})
  if (suite === undefined) return {}
  if (distribution === 'debian') return {debian: {suite, packages: include}}
  // The location of archived releases and other architectures varies, so there is no default URL.
  if (repo.length === 0 || include.length === 0) throw rootfsErrors.BOOT_FEDORA_INPUT({})
  return {fedora: {release: suite, packages: include, repos: repo}}
}
