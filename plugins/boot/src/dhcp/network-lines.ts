import {contains} from '../net/ipv4.ts'
import type {DhcpNetwork, DhcpPlan} from './dhcp-plan.ts'
import type {DnsmasqMode} from './dnsmasq-config.ts'

/** Seconds of a lease. */
export const leaseS = 3600

/** The tag of machines that have a router of their own. */
export const routedTag = 'routed'

/** What dnsmasq may answer at all, and the ranges and options of each network. */
export function networkLines({networks}: DhcpPlan, {mode, range, beside = false, interfaces = []}: DnsmasqMode): string[] {
  // Authoritative dnsmasq refuses (NAK) what another server may have leased. It then knows of a machine's lease again that it
  // has forgotten, so it is so for machines of the inventory, where no other server leases addresses.
  const lines = mode === 'full' && !beside && range === undefined ? ['dhcp-authoritative'] : []
  lines.push(...silence(networks, range, interfaces))
  // dnsmasq announces itself as router unless an option of that name, which may be empty, is set.
  if (mode === 'full') lines.push('dhcp-option=option:router', 'dhcp-option=option:dns-server')
  for (const [at, network] of networks.entries()) {
    const tag = `net-${at + 1}`
    if (mode === 'proxy') lines.push(`dhcp-range=${network.base},proxy,${network.netmask}`)
    else lines.push(`dhcp-range=set:${tag},${rangeIn(network, range)},${network.netmask},${leaseS}s`, ...optionLines(network, tag))
  }
  return lines
}

/**
 * Other clients than machines of the inventory get no answer to any message. Where a range is for them, dnsmasq knows such a
 * client by the interface of its request, because it applies this rule before it chooses the range.
 */
function silence(networks: readonly DhcpNetwork[], range: string | undefined, interfaces: readonly string[]): string[] {
  const open = networks.find((network) => range !== undefined && contains(network, range.split(',')[0] ?? ''))
  if (open === undefined) return ['dhcp-ignore=tag:!known']
  // Requests of a subnet behind a relay agent arrive at any interface.
  const cards = interfaces.length === 0 && open.interface !== undefined ? [open.interface] : interfaces
  return open.isRelayed === true || cards.length === 0 ? [] : [`dhcp-ignore=${['known', ...cards].map((tag) => `tag:!${tag}`).join(',')}`]
}

function rangeIn(network: DhcpNetwork, range: string | undefined): string {
  // In a network outside the range, only machines of the inventory get an address.
  return range !== undefined && contains(network, range.split(',')[0] ?? '') ? range : `${network.base},static`
}

function optionLines({gateway, dns = [], domain}: DhcpNetwork, tag: string): string[] {
  return [
    ...(gateway === undefined ? [] : [`dhcp-option=tag:${tag},tag:!${routedTag},option:router,${gateway}`]),
    ...(dns.length === 0 ? [] : [`dhcp-option=tag:${tag},option:dns-server,${dns.join(',')}`]),
    ...(domain === undefined ? [] : [`dhcp-option=tag:${tag},option:domain-name,${domain}`]),
  ]
}
