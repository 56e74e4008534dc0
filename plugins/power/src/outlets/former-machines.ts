import type {FactChange} from '@ops/core/coordinator'
import {hostsOfMachine, machineOf} from '@ops/core/inventory'
import {resolveName} from '@ops/core/net'
import type {Services} from '@ops/core/seams'
import {isSameOutlet} from './same-outlet.ts'
import type {OutletStatus} from './read-outlet.ts'
import {machineIn, outletsIn, outletSpace, type Remembered} from './remembered-outlets.ts'

/** Machines that a name stood for before it got another address, and that no person has forgotten. Key: the machine. */
const formerSpace = 'power.machines.former'

/** The note of such a machine, in the journal. */
const leftAct = 'power.machine.left'

/** A machine that ops has seen on an outlet, and whose address no host of the inventory has now, although its name is there. */
export interface FormerMachine {
  name: string
  /** As `machineOf` writes it. */
  machine: string
  address: string
  port: number
  outlet: string
  /** Of what is remembered of the machine; undefined while that is still remembered of its name. */
  version?: number
}

/** What makes ops remember the machine that a host was before; empty when it is the same one, or one that no address tells. */
export async function leaveMachine(
  {coordinator, inventory}: Pick<Services, 'coordinator' | 'inventory'>,
  host: string,
  {machine, outlets}: Pick<Remembered, 'machine' | 'outlets'>,
): Promise<FactChange[]> {
  const isOther = machine !== undefined && machine !== machineOf(inventory.host(host))
  if (!isOther || whereOf(machine) === undefined || outlets.length === 0) return []
  const version = (await coordinator.facts.read(formerSpace, machine))?.version ?? 0
  const note = {act: leftAct, text: `${host} was ${machine}, and has another address now`, host}
  return [{space: formerSpace, key: machine, value: {host, outlets}, expect: version, ...note}]
}

/** What makes ops forget it. */
export function forgetMachine({machine, version}: FormerMachine, note: Pick<FactChange, 'act' | 'text' | 'host'>): FactChange[] {
  return version === undefined ? [] : [{space: formerSpace, key: machine, value: undefined, expect: version, ...note}]
}

/**
 * The machines that once had the name of a host and were seen on these outlets. Not one that its host still is, by another name of the
 * same address.
 */
export async function findFormerMachines(
  {coordinator: {facts}, inventory}: Pick<Services, 'coordinator' | 'inventory'>,
  statuses: readonly OutletStatus[],
): Promise<FormerMachine[]> {
  const [left, seen] = await Promise.all([facts.list(formerSpace), facts.list(outletSpace)])
  const known = [
    ...left.map(({key, value, version}) => ({name: String(value['host']), machine: key, outlets: outletsIn(value), version})),
    ...seen.flatMap(({key, value}) => {
      const {machine} = machineIn(value)
      const host = inventory.hosts.get(key)
      const isOther = machine !== undefined && host !== undefined && machineOf(host) !== machine
      return isOther ? [{name: key, machine, outlets: outletsIn(value)}] : []
    }),
  ]
  const found = known.flatMap(({name, machine, outlets, ...rest}): FormerMachine[] => {
    const where = whereOf(machine)
    const on = outlets.find((one) =>
      statuses.some((status) => one.outlet.startsWith(`${status.outlet.supply.driver.name}/`) && isSameOutlet(one, status)),
    )
    return where === undefined || on === undefined || hostsOfMachine(inventory, machine).length > 0
      ? []
      : [{name, machine, ...where, outlet: on.outlet, ...rest}]
  })
  const isOwn = await Promise.all(found.map((one) => isAddressOf(one, inventory.hosts.get(one.name))))
  return found.filter((_, at) => !isOwn[at])
}

/** Whether two ways to write it are one address: the inventory had a number and has a name now. */
async function isAddressOf(
  {address, port}: FormerMachine,
  host: {address?: string | undefined; ssh: {port?: number | undefined}} | undefined,
): Promise<boolean> {
  if (host?.address === undefined || (host.ssh.port ?? 22) !== port) return false
  const [before, now] = await Promise.all([resolveName(address), resolveName(host.address)])
  return before.some((one) => now.includes(one))
}

/** Of a machine that its address tells: not behind a jump host, in a namespace, or known by its name alone. */
function whereOf(machine: string): {address: string; port: number} | undefined {
  const [, address, port] = /^ssh (\S+):(\d+)$/.exec(machine) ?? []
  return address === undefined ? undefined : {address, port: Number(port)}
}
