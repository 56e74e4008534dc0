/** A file of a Debian package that `ops boot loaders` installs. */
export interface LoaderSource {
  /** Name in the folder of the loaders. */
  file: string
  package: string
  /** `uname -m` of the package's architecture. */
  arch: (typeof loaderArchs)[number]
  /** Path in the package. */
  path: string
  /** Signed for Secure Boot. */
  signed?: true
}

const [x86, ia32, arm] = ['x86_64', 'i686', 'aarch64'] as const

export const loaderArchs = [x86, arm, ia32] as const
const grub = (format: string, name: string) => `usr/lib/grub/${format}-efi-signed/grubnet${name}.efi.signed`
const shim = (name: string) => `usr/lib/shim/shim${name}.efi.signed`

/** Paths as in Debian 12 and 13. shim fetches GRUB as grubx64.efi (grubaa64.efi, grubia32.efi) from its own folder. */
export const loaderSources: readonly LoaderSource[] = [
  {file: 'undionly.kpxe', package: 'ipxe', arch: x86, path: 'usr/lib/ipxe/undionly.kpxe'},
  {file: 'ipxe.efi', package: 'ipxe', arch: x86, path: 'boot/ipxe.efi'},
  {file: 'snponly.efi', package: 'ipxe', arch: x86, path: 'usr/lib/ipxe/snponly.efi'},
  {file: 'lpxelinux.0', package: 'pxelinux', arch: x86, path: 'usr/lib/PXELINUX/lpxelinux.0'},
  {file: 'ldlinux.c32', package: 'syslinux-common', arch: x86, path: 'usr/lib/syslinux/modules/bios/ldlinux.c32'},
  {file: 'shimx64.efi', package: 'shim-signed', arch: x86, path: shim('x64'), signed: true},
  {file: 'grubx64.efi', package: 'grub-efi-amd64-signed', arch: x86, path: grub('x86_64', 'x64'), signed: true},
  {file: 'shimia32.efi', package: 'shim-signed', arch: ia32, path: shim('ia32'), signed: true},
  {file: 'grubia32.efi', package: 'grub-efi-ia32-signed', arch: ia32, path: grub('i386', 'ia32'), signed: true},
  {file: 'shimaa64.efi', package: 'shim-signed', arch: arm, path: shim('aa64'), signed: true},
  {file: 'grubaa64.efi', package: 'grub-efi-arm64-signed', arch: arm, path: grub('arm64', 'aa64'), signed: true},
]
