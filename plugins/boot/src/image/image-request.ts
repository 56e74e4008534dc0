import {errors} from '../errors.ts'
import type {ImageRequest} from './build-image.ts'
import type {BootTarget} from './target.ts'

/** Checks that a profile says enough to build an image of it; `root` (--root) goes before the inventory's folder. */
export function imageRequest(target: BootTarget, root: string | undefined): ImageRequest {
  const {profileName, profile, arch, host} = target
  const folder = root ?? target.root
  if (profile.image === undefined) throw errors.BOOT_NO_IMAGE({}, profileName)
  if (arch === undefined) throw errors.BOOT_NO_ARCH({}, profileName)
  if (folder === undefined) throw errors.BOOT_ROOT_UNSET({}, profileName)
  return {name: profileName, profile, image: profile.image, arch, root: folder, ...(host === undefined ? {} : {host})}
}
