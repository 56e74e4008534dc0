import type {Profile} from '../inventory/section.ts'

/** The firmware fetches one file and no initrd: such an image, or a PXCAB, which can do nothing else. */
export function isOneFile({firmware, image}: Pick<Profile, 'firmware' | 'image'>): boolean {
  return firmware === 'pxcab' || image?.oneFile === true
}

/**
 * What the firmware asks for first (DHCP option 67). Empty: SLOF's own menu mode, in which it looks for
 * `pxelinux.cfg/…` and fetches kernel and initrd from there; it is the only way to give it both.
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
