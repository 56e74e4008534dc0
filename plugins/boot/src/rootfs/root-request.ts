import {errors} from '../errors.ts'
import type {BootTarget} from '../image/target.ts'
import type {RootRequest} from './prepare-root.ts'

/** The folder of a host's or profile's NFS root, and what to put there; `folder` (--folder) goes before the inventory's. */
export function rootRequest(
  {profileName, profile, arch, host}: BootTarget,
  flags: {folder?: string | undefined; suite?: string | undefined; include?: readonly string[] | undefined},
): RootRequest {
  if (arch === undefined) throw errors.BOOT_NO_ARCH({}, profileName)
  const path = flags.folder ?? host?.boot.nfsPath ?? profile.nfs?.path
  if (path === undefined) throw errors.BOOT_NO_NFS({}, profileName)
  if (path.includes('%h') && host === undefined) throw errors.BOOT_ROOT_PER_HOST({}, profileName, path)
  const folder = path.replaceAll('%h', host?.name ?? '')
  return {folder, arch, ...(flags.suite === undefined ? {} : {debian: {suite: flags.suite, packages: flags.include ?? []}})}
}
