import type {Profile} from '../inventory/section.ts'

/** True when the firmware fetches one file and no initrd: a one-file image, or a PXCAB, which supports nothing else. */
export function isOneFile({firmware, image}: Pick<Profile, 'firmware' | 'image'>): boolean {
  return firmware === 'pxcab' || image?.oneFile === true
}

/**
 * The file that the firmware fetches first (DHCP option 67). Empty: SLOF's menu mode, in which it fetches `pxelinux.cfg/…` and
 * then the kernel and initrd named there; SLOF has no other way to load an initrd.
 */
export function firstFile({
  bootfile,
  firmware,
  kernel,
  initrd,
  image,
}: Pick<Profile, 'bootfile' | 'firmware' | 'kernel' | 'initrd' | 'image'>): string {
  if (bootfile !== undefined) return bootfile
  if (firmware === 'ipxe') return 'boot.ipxe'
  if (firmware === 'slof' && initrd !== undefined && image?.oneFile !== true) return ''
  return kernel ?? ''
}
