import type {DhcpMachine, DhcpNetwork, DhcpPlan} from './dhcp-plan.ts'

/** Declarations for ISC dhcpd's dhcpd.conf. */
export function iscConfig({networks, machines}: DhcpPlan): string {
  const subnets = networks.map(subnetBlock)
  return [...subnets, ...machines.map(hostBlock)].join('\n')
}

/** Not authoritative, so that no client of another server is refused; without a range no unknown client gets an address. */
function subnetBlock({base, netmask, gateway, dns = [], domain}: DhcpNetwork): string {
  const lines = [
    'not authoritative',
    ...(gateway === undefined ? [] : [`option routers ${gateway}`]),
    ...(dns.length === 0 ? [] : [`option domain-name-servers ${dns.join(', ')}`]),
    ...(domain === undefined ? [] : [`option domain-name ${text(domain)}`]),
  ]
  return `subnet ${base} netmask ${netmask} {\n${lines.map((line) => `  ${line};\n`).join('')}}\n`
}

function hostBlock({name, mac, ip, files: {other: bootfile}, gateway, network}: DhcpMachine): string {
  const lines = [
    `hardware ethernet ${mac}`,
    ...(ip === undefined ? [] : [`fixed-address ${ip}`]),
    `next-server ${network.server}`,
    `option tftp-server-name ${text(network.server)}`,
    ...(bootfile === '' ? [] : [`filename ${text(bootfile)}`, `option bootfile-name ${text(bootfile)}`]),
    ...(gateway === undefined ? [] : [`option routers ${gateway}`]),
  ]
  // dhcpd would merge two declarations of the same name.
  const known = /^[\w-]+$/.test(name) ? name : `${name.replaceAll(/[^\w-]/g, '-')}-${mac.replaceAll(':', '')}`
  return `host ${known} {\n${lines.map((line) => `  ${line};\n`).join('')}}\n`
}

function text(value: string): string {
  return JSON.stringify(value)
}
