import type {Coordinator} from '@ops/core/coordinator'
import {hostsOfMachine, type Inventory, type InventoryProblem} from '@ops/core/inventory'
import type {Registry} from '@ops/core/seams'
import {findDifference} from '../drivers/kit/device-ids.ts'
import {wiringErrors} from '../errors/wiring-errors.ts'
import {readPowerMap} from './power-map.ts'
import {machineIn, outletsIn, outletSpace} from './remembered-outlets.ts'

/** One warning for each machine that ops has seen on an outlet of the inventory, and that has neither its name nor its address there. */
export async function findGoneMachines(
  inventory: Inventory,
  registry: Registry,
  {facts}: Pick<Coordinator, 'facts'>,
): Promise<InventoryProblem[]> {
  const {supplies} = readPowerMap(inventory, registry)
  const known = await facts.list(outletSpace)
  const isGone = (name: string, machine: string | undefined) =>
    !inventory.hosts.has(name) && (machine === undefined || hostsOfMachine(inventory, machine).length === 0)
  const present = known.flatMap(({key, value}) => (inventory.hosts.has(key) ? outletsIn(value) : []))
  return known.flatMap(({key: name, value}): InventoryProblem[] => {
    const {machine} = machineIn(value)
    if (!isGone(name, machine)) return []
    return outletsIn(value).flatMap((seen): InventoryProblem[] => {
      // Its outlet, whatever address it has now.
      const names = [seen, ...present.filter(({ids}) => findDifference(ids, seen.ids) === undefined)].map(({outlet}) => outlet)
      const supply = supplies.find(({id}) => names.includes(id))
      const host = supply === undefined ? undefined : inventory.hosts.get(supply.feeds[0] ?? '')
      if (supply === undefined || host === undefined) return []
      const gone = [{name, ...(machine === undefined ? {} : {machine}), outlet: supply.id}]
      const {message, hint = ''} = wiringErrors.POWER_OUTLET_OF_GONE_MACHINE({}, host.name, gone)
      return [{spot: host.spot, path: `hosts.${host.name}.power`, message, hint}]
    })
  })
}
