import {dhcpErrors} from '../errors/dhcp-errors.ts'
import {isIPv4} from 'node:net'
import {serveErrors} from '../errors/serve-errors.ts'
import type {Firmware, Subnet} from '../inventory/section.ts'
import type {BootMachine, BootPlan} from '../profiles/boot-machine.ts'
import {type BootChoices, bootChoices} from '../profiles/boot-choices.ts'
import {contains, netmask, networkBase, networkIn, prefixOf} from '../net/ipv4.ts'
import {type LocalNetwork, localNetworks} from '../net/local-addresses.ts'

/** One network in which machines boot. */
export interface DhcpNetwork {
  /** IPv4 address of this machine in it: TFTP server and next-server. */
  server: string
  /** First address of the network. */
  base: string
  netmask: string
  /** Name of the network interface; undefined when only the address is known, or for a network behind a relay agent. */
  interface?: string
  /** This machine has no address in it: a relay agent forwards the requests. */
  isRelayed?: boolean
  /** What the inventory says of it, and nothing else. */
  gateway?: string | undefined
  dns?: readonly string[]
  domain?: string | undefined
}

/** A machine's entry in the configuration of a DHCP server. */
export interface DhcpMachine {
  name: string
  mac: string
  ip: string | undefined
  /** First files; empty: none is named (SLOF's menu mode). */
  files: BootChoices
  firmware: Firmware
  gateway: string | undefined
  network: DhcpNetwork
}

export interface DhcpPlan {
  networks: DhcpNetwork[]
  machines: DhcpMachine[]
}

/**
 * Assigns machines to the networks of this machine. `addresses` are those that the boot server listens on (empty: all but
 * loopback). A machine whose address is outside all of them is assigned to the first network, without an address.
 */
export function dhcpPlan(plan: BootPlan, addresses: readonly string[], local: readonly LocalNetwork[] = localNetworks()): DhcpPlan {
  const wanted = addresses.filter((address) => isIPv4(address) && address !== '0.0.0.0')
  const chosen =
    wanted.length > 0
      ? wanted.map((address) => local.find((one) => one.address === address) ?? {address, prefix: 24})
      : local.filter(({address}) => !address.startsWith('127.'))
  const [first] = chosen
  if (first === undefined) throw serveErrors.BOOT_NO_NETWORK({})
  // Two addresses in one network make one entry, served from the first.
  const own = chosen
    .map((one) => networkOf(one))
    .filter((one, at, all) => all.findIndex(({base, netmask: mask}) => base === one.base && mask === one.netmask) === at)
  const networks = withSubnets(own, plan.top.subnets, first.address)
  const machines = plan.machines.flatMap((machine) => {
    const at = networks.findIndex((one) => machine.ip !== undefined && contains(one, machine.ip))
    const network = networks[Math.max(0, at)]
    // An address of another network must not be leased in this one.
    const here = at < 0 ? {...machine, ip: undefined} : machine
    return network === undefined || machine.profile.source === 'flash' ? [] : [dhcpMachine(here, network)]
  })
  const unreachable = machines.filter(({network, gateway}) => network.isRelayed === true && (gateway ?? network.gateway) === undefined)
  if (unreachable.length > 0)
    throw dhcpErrors.BOOT_SUBNET_NO_GATEWAY(
      {},
      unreachable.map(({name}) => name),
      [...new Set(unreachable.map(({network}) => `${network.base}/${prefixOf(network.netmask)}`))],
    )
  return {networks, machines}
}

/** This machine's networks with what the inventory says of them, and the subnets behind relay agents. */
function withSubnets(own: readonly DhcpNetwork[], subnets: readonly Subnet[], server: string): DhcpNetwork[] {
  const known = subnets.map((subnet) => ({...networkIn(subnet.network), subnet}))
  const same = (one: {base: string; netmask: string}, other: {base: string; netmask: string}) =>
    one.base === other.base && one.netmask === other.netmask
  const settings = ({gateway, dns, domain}: Subnet) => ({gateway, dns, domain})
  return [
    ...own.map((network) => {
      const found = known.find((one) => same(one, network))
      return found === undefined ? network : {...network, ...settings(found.subnet)}
    }),
    ...known
      .filter((one) => !own.some((network) => same(network, one)))
      .map(({subnet, ...network}) => ({...network, ...settings(subnet), server: subnet.server ?? server, isRelayed: true})),
  ]
}

function dhcpMachine({host, boot, profile, ip}: BootMachine, network: DhcpNetwork): DhcpMachine {
  return {
    name: host.name,
    mac: boot.mac,
    ip,
    network,
    files: bootChoices(profile),
    firmware: profile.firmware,
    gateway: boot.gateway,
  }
}

function networkOf({address, prefix, ...more}: {address: string; prefix: number; interface?: string}): DhcpNetwork {
  const mask = netmask(String(prefix))
  return {server: address, base: networkBase(address, mask), netmask: mask, ...more}
}

/** Throws unless the range lies in a served network; dnsmasq would accept such a range and lease no address. */
export function checkRange(range: string | undefined, networks: readonly DhcpNetwork[]): void {
  if (range === undefined) return
  const [first = '', last = '', ...more] = range.split(',')
  const isRange = isIPv4(first) && isIPv4(last) && more.length === 0
  if (!isRange || !networks.some((network) => contains(network, first) && contains(network, last)))
    throw dhcpErrors.BOOT_DHCP_RANGE({}, range, networks.map(({base, netmask}) => `${base}/${netmask}`).join(', '))
}
