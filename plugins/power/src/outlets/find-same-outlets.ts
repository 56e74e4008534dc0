import {lookup} from 'node:dns/promises'
import {isIP} from 'node:net'
import type {PowerReading, Services} from '@ops/core/seams'
import {type OutletLook, openOutlet} from './read-outlet.ts'
import type {PowerMap, Supply} from './power-map.ts'

/**
 * The outlets of these looks under other spellings: number, alias or id of an outlet; name or address of the plug. Told by
 * what the device itself answers. One that might be the same and cannot be read throws: nobody knows what hangs on it.
 */
export async function sameOutlets(services: Services, map: PowerMap, looks: readonly OutletLook[], signal: AbortSignal): Promise<Supply[]> {
  const mine = new Set(looks.map(({outlet}) => outlet.supply.id))
  const others = map.supplies.filter(({id}) => !mine.has(id))
  const candidates = await Promise.all(others.map((supply) => mightBe(supply, looks)))
  const same: Supply[] = []
  for (const supply of others.filter((_, at) => candidates[at])) {
    const [host = ''] = supply.feeds
    await using driver = (await openOutlet(services, supply, host)).driver
    const reading = await driver.read(signal)
    if (looks.some((look) => isSame(look.reading, reading))) same.push(supply)
  }
  return same
}

async function mightBe({id, config}: Supply, looks: readonly OutletLook[]): Promise<boolean> {
  for (const {outlet, reading} of looks) {
    const {supply} = outlet
    if (supply.config.driver !== config.driver) continue
    if (deviceOf(supply.id) === deviceOf(id)) return true
    const pin = config['deviceId']
    if (typeof pin === 'string' && pin.toUpperCase() === reading?.identity?.deviceId?.toUpperCase()) return true
    if (config['port'] === supply.config['port'] && (await spellsOne(config['address'], supply.config['address']))) return true
  }
  return false
}

/** `kasa/10.0.0.9:9999` of `kasa/10.0.0.9:9999/3`. */
const deviceOf = (outletId: string) => outletId.split('/').slice(0, 2).join('/')
const outletOf = (outletId: string) => outletId.split('/').slice(2).join('/')

function isSame(mine: PowerReading | undefined, other: PowerReading): boolean {
  const [a, b] = [mine?.outletId, other.outletId]
  if (a === undefined || b === undefined) return false
  const device = mine?.identity?.deviceId
  return a === b || (device !== undefined && device === other.identity?.deviceId && outletOf(a) === outletOf(b))
}

/** Only a name beside an address, or beside its own short form, is looked up: two names are two plugs. */
async function spellsOne(one: unknown, other: unknown): Promise<boolean> {
  if (typeof one !== 'string' || typeof other !== 'string') return false
  const isMixed = (isIP(one) === 0) !== (isIP(other) === 0)
  if (!isMixed && !one.startsWith(`${other}.`) && !other.startsWith(`${one}.`)) return false
  const [a, b] = await Promise.all([resolve(one), resolve(other)])
  return a.some((address) => b.includes(address))
}

async function resolve(name: string): Promise<string[]> {
  const found = await lookup(name, {all: true}).catch(() => [])
  return found.map(({address}) => address)
}
