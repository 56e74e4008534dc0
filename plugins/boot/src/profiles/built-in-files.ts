import type {BootMachine} from './boot-machine.ts'
import {ipHex} from '../net/ipv4.ts'

/** A virtual file that every profile with a kernel has, unless the boot folder holds a real one. */
export interface BuiltIn {
  kind: string
  template: string
}

// SLOF knows no more keywords than these and takes 2 KiB at most (lib/libnet/pxelinux.c).
const pxelinux = `default {{profile}}
label {{profile}}
  kernel {{kernel}}
{{#initrd}}  initrd {{initrd}}
{{/initrd}}{{#cmdline}}  append {{cmdline}}
{{/cmdline}}`

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
  {kind: 'pxelinux.cfg', name: /(?:^|\/)pxelinux\.cfg\/([0-9a-f-]+|default)$/i, template: pxelinux},
  {kind: 'grub.cfg', name: /(?:^|\/)grub\.cfg(?:-([0-9a-f:-]+))?$/i, template: grub},
  {kind: 'iPXE script', name: /(?:^|\/)(?:boot|autoexec|([0-9a-f:-]{12,36}))\.ipxe$/i, template: ipxe},
  {kind: 'cmdline', name: /^cmdline(?:\.txt)?$/, template: '{{cmdline}}\n'},
]

/**
 * The built-in file that a name stands for, and the machine that the name itself points at (`01-mac`, UUID or address in
 * hex; `undefined` when it points at nobody, `null` when it points at somebody else than any of `machines`).
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

/** Keys as firmware writes them: `01-` (Ethernet) and MAC, bare MAC, UUID, whole address in hex. */
function isKeyOf(key: string, {boot, ip}: BootMachine): boolean {
  const dashed = boot.mac.replaceAll(':', '-')
  return (
    [dashed, `01-${dashed}`, boot.mac, boot.mac.replaceAll(':', ''), boot.uuid, ipHex(ip ?? '').toLowerCase()].includes(key) && key !== ''
  )
}
