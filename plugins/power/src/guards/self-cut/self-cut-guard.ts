import {toFinding} from '@ops/core/guards'
import type {Host} from '@ops/core/inventory'
import {resolveName} from '@ops/core/net'
import type {Guard, GuardContext, GuardReport} from '@ops/core/seams'
import {guardErrors} from '../errors.ts'
import {readPowerMap} from '../../outlets/power-map.ts'
import {gatewayTo, ipv6Gateways, parseRoutes} from './routes.ts'
import type {ThisMachine} from './this-machine.ts'

const name = 'self-cut'
const machineIdMs = 10_000

/** Refuses to cut the machine that runs ops, the machines that it depends on, and those on its path to the network and to the plug. */
export function selfCutGuard(here: () => Promise<ThisMachine>): Guard {
  return {
    name,
    order: 0,
    async check(host, context): Promise<GuardReport> {
      const report: GuardReport = {guard: name, host: host.name, findings: [], plan: []}
      const machine = await here()
      const self = await findSelfReason(host, machine, context)
      if (self !== undefined) return {...report, findings: [toFinding(host.name, false, guardErrors.POWER_SELF_CUT({}, host.name, self))]}
      const path = await findPathReason(host, machine, context)
      if (path !== undefined) return {...report, findings: [toFinding(host.name, false, guardErrors.POWER_PATH_CUT({}, host.name, path))]}
      return {...report, evidence: `${host.name} is not this machine, and not on its path to the network`}
    },
  }
}

async function findSelfReason(host: Host, here: ThisMachine, {services, signal}: GuardContext): Promise<string | undefined> {
  const own = await findOwnAddress(host, here)
  if (own !== undefined || !/^[0-9a-f]{32}$/.test(here.machineId) || host.address === undefined) return own
  const id = await services.transports
    .to(host.name)
    .exec(['cat', '/etc/machine-id'], {timeoutMs: machineIdMs, signal})
    .then(({stdout}) => stdout.trim())
    // A host that does not answer is not this machine.
    .catch(() => '')
  signal.throwIfAborted()
  return id === here.machineId ? `it has the same machine-id ${id}` : undefined
}

/** Finds out without a connection whether the host is this machine. */
async function findOwnAddress(host: Host, here: ThisMachine): Promise<string | undefined> {
  if (host.transport.kind === 'local') return 'its commands run here'
  if (host.address === undefined) return here.hostnames.includes(host.name.toLowerCase()) ? `its name is ${host.name}` : undefined
  const addresses = await resolveName(host.address)
  const own = addresses.find((address) => here.addresses.includes(address))
  // Anything in 127/8 is this machine, unless ssh uses another port there (a forwarded port).
  const loopback =
    host.transport.kind === 'ssh' && host.ssh.port === undefined ? addresses.find((address) => address.startsWith('127.')) : undefined
  const address = own ?? loopback
  return address === undefined ? undefined : `${address} is one of its addresses`
}

async function findPathReason(host: Host, here: ThisMachine, {services}: GuardContext): Promise<string | undefined> {
  const addresses = host.address === undefined ? [] : await resolveName(host.address)
  const is = (address: string | undefined) => address !== undefined && addresses.includes(address)
  if (is(here.cameFrom)) return 'your ssh session comes from it'
  const routes = parseRoutes(here.routes)
  if (is(gatewayTo(routes, '0.0.0.0'))) return 'it is the default gateway'
  const gateways6 = ipv6Gateways(here.routes6)
  if (addresses.some((address) => address.includes(':') && gateways6.includes(longForm(address)))) return 'it is the default IPv6 gateway'

  const {inventory, registry} = services
  for (const {driver, settings} of readPowerMap(inventory, registry).of(host.name)) {
    const {host: via, address} = driver.dependencies?.(settings) ?? {}
    if (via === host.name) return 'its power command runs on itself'
    const plug = address === undefined ? [] : await resolveName(address)
    if (plug.some((address) => is(gatewayTo(routes, address)))) return 'its own plug is reached through it'
  }
  for (const other of inventory.hosts.values()) {
    // A host that does not depend on this one cannot matter, so its name is not looked up.
    const depends = other.name !== host.name && needs(other, host.name, inventory.hosts)
    if (depends && (await findOwnAddress(other, here)) !== undefined) return `this machine, ${other.name}, depends on it`
  }
  return undefined
}

function needs(host: Host, wanted: string, hosts: ReadonlyMap<string, Host>, seen: ReadonlySet<string> = new Set()): boolean {
  if (seen.has(host.name)) return false
  const next = new Set([...seen, host.name])
  return host.depends.some((name) => {
    const other = hosts.get(name)
    return name === wanted || (other !== undefined && needs(other, wanted, hosts, next))
  })
}

/** `fe80::1` as /proc/net/ipv6_route writes it. */
function longForm(address: string): string {
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? []
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const [left, right] = [groups(head), tail === undefined ? [] : groups(tail)]
  const middle = Array.from({length: 8 - left.length - right.length}, () => '0')
  return [...left, ...middle, ...right]
    .map((group) => group.padStart(4, '0'))
    .join('')
    .toLowerCase()
}
