import type {ClientName} from './boot-clients.ts'

/** Folder of the loaders below the served folder; `ops boot loaders` fills it. */
export const loadersFolder = 'loaders'

/**
 * The loaders that ops can install, by client; the first is the default. shim and GRUB are signed, so that they also start
 * with Secure Boot. A BIOS starts iPXE, whose script is short and needs no menu.
 */
export const loaderFiles: Readonly<Record<ClientName, Readonly<Record<string, string>>>> = {
  bios: {ipxe: 'undionly.kpxe', pxelinux: 'lpxelinux.0'},
  'efi-ia32': {shim: 'shimia32.efi', grub: 'grubia32.efi'},
  'efi-x64': {shim: 'shimx64.efi', grub: 'grubx64.efi', ipxe: 'ipxe.efi', 'ipxe-snp': 'snponly.efi'},
  'efi-arm64': {shim: 'shimaa64.efi', grub: 'grubaa64.efi'},
  // Debian's GRUB that came over HTTP has no network and stops at its prompt (2.06, tried with OVMF).
  'http-ia32': {},
  'http-x64': {ipxe: 'ipxe.efi', 'ipxe-snp': 'snponly.efi'},
  'http-arm64': {ipxe: 'ipxe-arm64.efi'},
  // Their `pxe` command reads pxelinux.cfg/… without another loader.
  'u-boot-arm': {menu: ''},
  'u-boot-arm64': {menu: ''},
}

/**
 * The file of a loader, by its name or as a file name of the profile. Without a name it is the usual one, or empty where there
 * is none. Undefined: not a loader of this client.
 */
export function loaderFile(client: ClientName, loader: string | undefined): string | undefined {
  const known = loaderFiles[client]
  const name = loader === undefined ? (Object.values(known)[0] ?? '') : known[loader]
  if (name !== undefined) return name === '' ? '' : `${loadersFolder}/${name}`
  return loader !== undefined && /[./]/.test(loader) ? loader : undefined
}

/** True for the names under which iPXE itself is fetched; an iPXE that got such a file would start iPXE for ever. */
export function isIpxeProgram(file: string): boolean {
  return /(?:^|[/\\])(?:[gi]pxe|undionly|snponly|snp|intel)[\w.-]*\.(?:k{0,2}pxe|0|efi|krn|lkrn)$/i.test(file)
}
