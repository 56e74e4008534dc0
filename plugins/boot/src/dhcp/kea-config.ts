import {prefixOf} from '../net/ipv4.ts'
import type {DhcpMachine, DhcpNetwork, DhcpPlan} from './dhcp-plan.ts'

/** Subnets with host reservations for a Kea Dhcp4 configuration. */
export function keaConfig({networks, machines}: DhcpPlan): string {
  const subnet4 = networks.map((network, at) => ({
    id: at + 1,
    subnet: `${network.base}/${prefixOf(network.netmask)}`,
    'next-server': network.server,
    'option-data': networkOptions(network),
    reservations: machines.filter((machine) => machine.network === network).map(reservation),
  }))
  // Kea answers a DHCPINFORM of any client of the subnet, unless it drops the request.
  const silence = {name: 'DROP', test: "member('UNKNOWN')"}
  return `${JSON.stringify({Dhcp4: {authoritative: false, 'client-classes': [silence], subnet4}}, undefined, 2)}\n`
}

function networkOptions({gateway, dns = [], domain}: DhcpNetwork) {
  return [
    ...(gateway === undefined ? [] : [{name: 'routers', data: gateway}]),
    ...(dns.length === 0 ? [] : [{name: 'domain-name-servers', data: dns.join(', ')}]),
    ...(domain === undefined ? [] : [{name: 'domain-name', data: domain}]),
  ]
}

function reservation({name, mac, ip, files: {other: bootfile}, gateway, network}: DhcpMachine) {
  const options = [
    {name: 'tftp-server-name', data: network.server},
    ...(bootfile === '' ? [] : [{name: 'boot-file-name', data: bootfile}]),
    ...(gateway === undefined ? [] : [{name: 'routers', data: gateway}]),
  ]
  return {
    'hw-address': mac,
    hostname: name,
    ...(ip === undefined ? {} : {'ip-address': ip}),
    'next-server': network.server,
    ...(bootfile === '' ? {} : {'boot-file-name': bootfile}),
    // SLOF does not always request options 66 and 67, but uses them.
    'option-data': options.map((option) => ({...option, 'always-send': true})),
  }
}
