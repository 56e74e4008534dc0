import {escapeText} from '@ops/core/untrusted'
import type {DhcpMachine, DhcpPlan} from './dhcp-plan.ts'
import {networkLines, routedTag} from './network-lines.ts'

export interface DnsmasqMode {
  /** `proxy` adds boot information to another server's leases; `full` also leases addresses. */
  mode: 'proxy' | 'full'
  /** `10.0.0.100,10.0.0.200`: addresses for machines that are not in the inventory. Undefined: those get none. */
  range?: string | undefined
  /** Another DHCP server leases addresses in the same networks. */
  beside?: boolean
  /** Network interfaces, instead of those that have the networks' addresses. */
  interfaces?: readonly string[]
  leaseFile?: string | undefined
}

/**
 * Renders a complete dnsmasq configuration without DNS and TFTP. The boot file is named in every place that some firmware
 * reads: siaddr and file of the header, options 66 and 67. Hosts are identified by MAC address, because SLOF's DISCOVER
 * carries none of the options 60, 77, 93 and 97.
 */
export function dnsmasqConfig(plan: DhcpPlan, options: DnsmasqMode): string {
  const {networks, machines} = plan
  const {mode, interfaces = [], leaseFile} = options
  const lines = ['# Made by ops boot; edits are lost.', 'port=0', 'bind-dynamic', 'log-dhcp', 'no-ping', 'no-resolv', 'no-hosts']
  if (leaseFile !== undefined) lines.push(`dhcp-leasefile=${leaseFile}`)
  const cards = interfaces.length > 0 ? interfaces : networks.flatMap((network) => network.interface ?? [])
  for (const card of new Set(cards)) lines.push(`interface=${card}`)
  lines.push(...networkLines(plan, options))
  for (const machine of machines) lines.push('', ...machineLines(machine, mode))
  return `${lines.join('\n')}\n`
}

function machineLines({name, mac, ip, bootfile, isPxe, gateway, network}: DhcpMachine, mode: 'proxy' | 'full'): string[] {
  // Two host names may give the same tag (`a.1`, `a-1`); MAC addresses do not.
  const tag = `boot-${mac.replaceAll(':', '')}`
  const routed = gateway === undefined ? undefined : `set:${routedTag}`
  const given = mode === 'full' ? [routed, ip, hostname(name)].filter((part) => part !== undefined) : []
  const lines = [`# ${escapeText(name)}`, `dhcp-host=${[mac, `set:${tag}`, ...given].join(',')}`]
  lines.push(`dhcp-boot=tag:${tag},${quoted(bootfile)},,${network.server}`, `dhcp-option=tag:${tag},option:tftp-server,${network.server}`)
  if (bootfile !== '') {
    lines.push(`dhcp-option=tag:${tag},option:bootfile-name,${quoted(bootfile)}`)
    // PXE clients of a proxy need a boot menu, even with a single entry.
    if (mode === 'proxy' && isPxe)
      for (const system of ['x86PC', 'X86-64_EFI', 'ARM64_EFI'])
        lines.push(`pxe-service=tag:${tag},${system},${quoted(escapeText(name))},${quoted(bootfile)},${network.server}`)
  }
  if (mode === 'full' && gateway !== undefined) lines.push(`dhcp-option=tag:${tag},option:router,${gateway}`)
  return lines
}

/** The host name for the lease; undefined when dnsmasq would read it as a time (`12`, `1h`) or keyword (`ignore`), or it is invalid. */
function hostname(name: string): string | undefined {
  const [short = ''] = name.split('.')
  const isName = /^[a-z0-9](?:[\w-]{0,61}[a-z0-9])?$/i.test(short)
  return isName && !/^(?:\d+[smhdw]?|ignore|infinite)$/i.test(short) ? short : undefined
}

/** Quoted for dnsmasq: inside quotes only `\\` and `"` are special (read_file in its option.c). */
function quoted(text: string): string {
  return /^[\w./-]*$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}
