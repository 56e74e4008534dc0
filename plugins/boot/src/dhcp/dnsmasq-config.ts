import type {DhcpMachine, DhcpPlan} from './dhcp-plan.ts'

export interface DnsmasqMode {
  /** `proxy` adds boot information to another server's leases; `full` gives the leases too. */
  mode: 'proxy' | 'full'
  /** `10.0.0.100,10.0.0.200`: also strangers get an address. Without it only machines of the inventory do. */
  range?: string | undefined
  /** Network cards, instead of those that have the networks' addresses. */
  interfaces?: readonly string[]
  leaseFile?: string | undefined
}

/** SLOF's code for its architecture, which only its REQUEST carries (RFC 4578 lists 12 as "POWER/OPAL v3"). */
const slofArch = 12

/**
 * A whole dnsmasq configuration without DNS and TFTP. Every host gets its file in the ways that some firmware reads it:
 * header (siaddr, file), options 66 and 67.
 */
export function dnsmasqConfig({networks, machines}: DhcpPlan, {mode, range, interfaces = [], leaseFile}: DnsmasqMode): string {
  const lines = ['# Made by ops boot; edits are lost.', 'port=0', 'bind-dynamic', 'log-dhcp', 'no-ping', 'no-resolv', 'no-hosts']
  if (leaseFile !== undefined) lines.push(`dhcp-leasefile=${leaseFile}`)
  if (mode === 'full') lines.push('dhcp-authoritative')
  const cards = interfaces.length > 0 ? interfaces : networks.flatMap((network) => network.interface ?? [])
  for (const card of new Set(cards)) lines.push(`interface=${card}`)
  for (const network of networks) {
    const leases = mode === 'proxy' ? `${network.base},proxy,${network.netmask}` : `${range ?? `${network.base},static`},${network.netmask},1h`
    lines.push(`dhcp-range=${leases}`)
  }
  lines.push(`dhcp-match=set:slof,option:client-arch,${slofArch}`, 'dhcp-userclass=set:ipxe,iPXE')
  for (const machine of machines) lines.push('', ...machineLines(machine, mode))
  return `${lines.join('\n')}\n`
}

function machineLines({name, mac, ip, bootfile, gateway, network}: DhcpMachine, mode: 'proxy' | 'full'): string[] {
  const tag = `boot-${name.replaceAll(/[^a-zA-Z0-9-]/g, '-')}`
  const lines = [`dhcp-host=${[mac, `set:${tag}`, ...(mode === 'full' && ip !== undefined ? [ip] : []), ...(mode === 'full' ? [shortName(name)] : [])].join(',')}`]
  if (bootfile !== '') {
    lines.push(`dhcp-boot=tag:${tag},${quoted(bootfile)},,${network.server}`)
    lines.push(`dhcp-option=tag:${tag},option:tftp-server,${network.server}`, `dhcp-option=tag:${tag},option:bootfile-name,${quoted(bootfile)}`)
    // Only clients that call themselves PXEClient talk to a proxy, and they want a menu of one.
    if (mode === 'proxy') for (const system of ['x86PC', 'X86-64_EFI', 'ARM64_EFI']) lines.push(`pxe-service=tag:${tag},${system},${quoted(name)},${quoted(bootfile)},${network.server}`)
  }
  if (mode === 'full' && gateway !== undefined) lines.push(`dhcp-option=tag:${tag},option:router,${gateway}`)
  return lines
}

function shortName(name: string): string {
  return name.split('.')[0] ?? name
}

function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `"${text.replaceAll('"', '')}"`
}
