import {escapeText} from '@ops/core/untrusted'
import {bootFileLines, clientTags} from './boot-file-lines.ts'
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
  /** For clients that boot over HTTP; undefined: they get no file. */
  httpPort?: number | undefined
}

/**
 * Renders a complete dnsmasq configuration without DNS and TFTP. Hosts are identified by MAC address, because SLOF's DISCOVER
 * carries none of the options 60, 77, 93 and 97.
 */
export function dnsmasqConfig(plan: DhcpPlan, options: DnsmasqMode): string {
  const {networks, machines} = plan
  const {mode, interfaces = [], leaseFile, httpPort} = options
  const lines = ['# Made by ops boot; edits are lost.', 'port=0', 'bind-dynamic', 'log-dhcp', 'no-ping', 'no-resolv', 'no-hosts']
  // Without it dnsmasq leaves the header's file empty for a client that asks for option 67; shim reads only the header.
  lines.push('dhcp-no-override')
  if (leaseFile !== undefined) lines.push(`dhcp-leasefile=${leaseFile}`)
  const cards = interfaces.length > 0 ? interfaces : networks.flatMap((network) => network.interface ?? [])
  for (const card of new Set(cards)) lines.push(`interface=${card}`)
  lines.push(...networkLines(plan, options))
  if (mode === 'proxy') lines.push('dhcp-pxe-vendor=PXEClient,HTTPClient')
  lines.push('', ...clientTags())
  for (const machine of machines) lines.push('', ...machineLines(machine, mode, httpPort))
  return `${lines.join('\n')}\n`
}

function machineLines(machine: DhcpMachine, mode: 'proxy' | 'full', httpPort: number | undefined): string[] {
  const {name, mac, ip, gateway} = machine
  // Two host names may give the same tag (`a.1`, `a-1`); MAC addresses do not.
  const tag = `boot-${mac.replaceAll(':', '')}`
  const routed = gateway === undefined ? undefined : `set:${routedTag}`
  const given = mode === 'full' ? [routed, ip, hostname(name)].filter((part) => part !== undefined) : []
  const lines = [`# ${escapeText(name)}`, `dhcp-host=${[mac, `set:${tag}`, ...given].join(',')}`]
  lines.push(...bootFileLines(machine, tag, mode, httpPort))
  if (mode === 'full' && gateway !== undefined) lines.push(`dhcp-option=tag:${tag},option:router,${gateway}`)
  return lines
}

/** The host name for the lease; undefined when dnsmasq would read it as a time (`12`, `1h`) or keyword (`ignore`), or it is invalid. */
function hostname(name: string): string | undefined {
  const [short = ''] = name.split('.')
  const isName = /^[a-z0-9](?:[\w-]{0,61}[a-z0-9])?$/i.test(short)
  return isName && !/^(?:\d+[smhdw]?|ignore|infinite)$/i.test(short) ? short : undefined
}
