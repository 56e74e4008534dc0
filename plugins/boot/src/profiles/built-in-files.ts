import type {BootMachine} from './boot-machine.ts'
import {ipHex} from '../net/ipv4.ts'

/** A virtual file of each profile with a kernel; a real file in the boot folder takes precedence. */
export interface BuiltIn {
  kind: string
  template: string
}

// SLOF supports only these keywords and at most 2 KiB (lib/libnet/pxelinux.c).
const pxelinux = `default {{profile}}
label {{profile}}
  kernel {{kernel}}
{{#initrd}}  initrd {{initrd}}
{{/initrd}}{{#cmdline}}  append {{cmdline}}
{{/cmdline}}`

// PXELINUX reads names below its own folder, unless they begin with `::` (syslinux wiki, PXELINUX, "Filename syntax").
const pxelinuxBelow = pxelinux.replaceAll(/(kernel|initrd) (?=\{\{)/g, '$1 ::')

const grub = `set timeout=1
set default=0
menuentry '{{profile}}' {
  linux /{{kernel}} {{cmdline}}
{{#initrd}}  initrd /{{initrd}}
{{/initrd}}}
`

// Names are relative to the script's own address, so the same text serves TFTP and HTTP. EFI kernels need initrd=.
const ipxe = `#!ipxe
kernel {{kernel}} {{#initrd}}initrd={{initrd-base}} {{/initrd}}{{cmdline}}
{{#initrd}}initrd {{initrd}}
{{/initrd}}boot
`

const patterns: readonly {kind: string; name: RegExp; template: string}[] = [
  // U-Boot and SLOF, which do not know `::`, ask in other folders.
  {kind: 'pxelinux.cfg', name: /^\/?loaders\/pxelinux\.cfg\/([0-9a-f-]+|default)$/i, template: pxelinuxBelow},
  {kind: 'pxelinux.cfg', name: /(?:^|\/)pxelinux\.cfg\/([0-9a-f-]+|default)$/i, template: pxelinux},
  {kind: 'grub.cfg', name: /(?:^|\/)grub\.cfg(?:-([0-9a-f:-]+))?$/i, template: grub},
  {kind: 'iPXE script', name: /(?:^|\/)(?:boot|autoexec|([0-9a-f:-]{12,36}))\.ipxe$/i, template: ipxe},
  {kind: 'cmdline', name: /^cmdline(?:\.txt)?$/, template: '{{cmdline}}\n'},
]

/**
 * The built-in file of a name, and the machine that the name identifies (`01-mac`, UUID or address in hex): `undefined` when
 * the name identifies no machine, `null` when it identifies one that is not in `machines`.
 */
export function builtInFile(
  name: string,
  machines: readonly BootMachine[],
): {file: BuiltIn; named: BootMachine | null | undefined} | undefined {
  for (const {kind, name: pattern, template} of patterns) {
    const match = pattern.exec(name)
    if (match === null) continue
    const key = match[1]?.toLowerCase()
    const named = key === undefined || key === 'default' ? undefined : (machines.find((machine) => isKeyOf(key, machine)) ?? null)
    return {file: {kind, template}, named}
  }
  return undefined
}

/** The keys that firmware uses: `01-` (Ethernet) and MAC, MAC alone, UUID, address in hex. */
function isKeyOf(key: string, {boot, ip}: BootMachine): boolean {
  const dashed = boot.mac.replaceAll(':', '-')
  return (
    [dashed, `01-${dashed}`, boot.mac, boot.mac.replaceAll(':', ''), boot.uuid, ipHex(ip ?? '').toLowerCase()].includes(key) && key !== ''
  )
}
