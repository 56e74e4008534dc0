import {printable} from '../text/printable.ts'
import {networkBase} from '../net/ipv4.ts'
import type {DhcpMachine, DhcpNetwork, DhcpPlan} from './dhcp-plan.ts'

export interface DnsmasqMode {
  /** `proxy` adds boot information to another server's leases; `full` gives the leases too. */
  mode: 'proxy' | 'full'
  /** `10.0.0.100,10.0.0.200`: also strangers get an address. Without it only machines of the inventory do. */
  range?: string | undefined
  /** Network cards, instead of those that have the networks' addresses. */
  interfaces?: readonly string[]
  leaseFile?: string | undefined
}

/**
 * A whole dnsmasq configuration without DNS and TFTP. A host is told its file in every way that some firmware reads: the
 * header's siaddr and file, options 66 and 67. Hosts are told apart by their cards: SLOF's DISCOVER carries none of the
 * options 60, 77, 93 and 97 that other servers choose by.
 */
export function dnsmasqConfig({networks, machines}: DhcpPlan, {mode, range, interfaces = [], leaseFile}: DnsmasqMode): string {
  const lines = ['# Made by ops boot; edits are lost.', 'port=0', 'bind-dynamic', 'log-dhcp', 'no-ping', 'no-resolv', 'no-hosts']
  if (leaseFile !== undefined) lines.push(`dhcp-leasefile=${leaseFile}`)
  if (mode === 'full') lines.push('dhcp-authoritative')
  const cards = interfaces.length > 0 ? interfaces : networks.flatMap((network) => network.interface ?? [])
  for (const card of new Set(cards)) lines.push(`interface=${card}`)
  for (const network of networks)
    lines.push(`dhcp-range=${rangeOf(network, mode, range)},${network.netmask}${mode === 'full' ? ',1h' : ''}`)
  for (const machine of machines) lines.push('', ...machineLines(machine, mode))
  return `${lines.join('\n')}\n`
}

function rangeOf({base, netmask}: DhcpNetwork, mode: 'proxy' | 'full', range: string | undefined): string {
  if (mode === 'proxy') return `${base},proxy`
  const first = range?.split(',')[0] ?? ''
  // Only machines of the inventory get an address in a network that the range is not of.
  return range !== undefined && networkBase(first, netmask) === base ? range : `${base},static`
}

function machineLines({name, mac, ip, bootfile, isPxe, gateway, network}: DhcpMachine, mode: 'proxy' | 'full'): string[] {
  // Two names may become one tag (`a.1`, `a-1`), two cards never.
  const tag = `boot-${mac.replaceAll(':', '')}`
  const given = mode === 'full' ? [ip, hostname(name)].filter((part) => part !== undefined) : []
  const lines = [`# ${printable(name)}`, `dhcp-host=${[mac, `set:${tag}`, ...given].join(',')}`]
  lines.push(`dhcp-boot=tag:${tag},${quoted(bootfile)},,${network.server}`, `dhcp-option=tag:${tag},option:tftp-server,${network.server}`)
  if (bootfile !== '') {
    lines.push(`dhcp-option=tag:${tag},option:bootfile-name,${quoted(bootfile)}`)
    // What talks to a proxy wants a menu, if only of one.
    if (mode === 'proxy' && isPxe)
      for (const system of ['x86PC', 'X86-64_EFI', 'ARM64_EFI'])
        lines.push(`pxe-service=tag:${tag},${system},${quoted(printable(name))},${quoted(bootfile)},${network.server}`)
  }
  if (mode === 'full' && gateway !== undefined) lines.push(`dhcp-option=tag:${tag},option:router,${gateway}`)
  return lines
}

/** The name to give away; undefined where dnsmasq would take it for a time (`12`, `1h`), an order (`ignore`) or no name. */
function hostname(name: string): string | undefined {
  const [short = ''] = name.split('.')
  const isName = /^[a-z0-9](?:[\w-]{0,61}[a-z0-9])?$/i.test(short)
  return isName && !/^(?:\d+[smhdw]?|ignore|infinite)$/i.test(short) ? short : undefined
}

/** As dnsmasq reads it back: in quotes only `\\` and `"` are special (read_file of its option.c). */
function quoted(text: string): string {
  return /^[\w./-]*$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}
