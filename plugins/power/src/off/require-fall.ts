import type {Host} from '@ops/core/inventory'
import type {Proof, Services} from '@ops/core/seams'
import {wiringErrors} from '../errors/wiring-errors.ts'
import type {Supply} from '../outlets/power-map.ts'
import type {OutletStatus} from '../outlets/read-outlet.ts'
import {findRefuted, refuteWiring} from '../outlets/refuted.ts'
import {proveWiring, readWiring} from '../outlets/wiring.ts'
import type {Draws} from '../proofs/draw.ts'
import {formatProofs} from '../proofs/evaluate-proofs.ts'
import {mostAfter, proveFall} from '../proofs/fall-proof.ts'
import {formatWatts} from '../proofs/relay-proof.ts'
import {acts} from '../runs/journal-acts.ts'
import type {HostAct} from '../runs/run-hosts.ts'
import type {Cut} from './plan-cut.ts'
import type {ShutdownState} from './shut-down-host.ts'

/** Throws when an outlet was shown not to feed the host, and no person has accepted that. */
export async function requireNotRefuted(services: Services, host: Host, statuses: readonly OutletStatus[]): Promise<void> {
  const [refuted] = (await findRefuted(services, host.name, statuses)).filter(({isAccepted}) => isAccepted !== true)
  if (refuted !== undefined) throw wiringErrors.POWER_WIRING_REFUTED({host: host.name}, host.name, refuted.run, refuted.detail)
}

/** The same for every machine whose entry names one of the outlets: it would be shut down, and go on having power. */
export async function requireNoneRefuted(services: Services, {fed, ids, map, statuses}: Cut): Promise<void> {
  for (const host of fed) if (map.of(host.name).some(({id}) => ids.has(id))) await requireNotRefuted(services, host, statuses)
}

export interface ShutdownSeen {
  ended: ReadonlyMap<string, ShutdownState>
  /** Hosts that an earlier run shut down. */
  before: readonly string[]
  /** The draw of each outlet before the shutdown. */
  draws: Draws
}

/**
 * Each outlet with a meter must draw less now that the machine has shut down. If one does not, it feeds another machine too, or only
 * that one, and nothing is cut. What fell is proven to feed the machine.
 */
export async function requireFall(
  {services, run, host, signal}: HostAct,
  cut: Cut,
  {ended, before, draws}: ShutdownSeen,
): Promise<Proof[]> {
  const isDown = (name: string) => (ended.get(name) ?? 'skipped') !== 'skipped'
  const falls = await Promise.all(
    cut.statuses.map(async (status) => {
      const {supply} = status.outlet
      const isProven = (await readWiring(services, host.name, [status])) === 'proven'
      if (await showsNothing(services, host, status)) return []
      const fed = namesOn(cut, supply)
      const others = fed.filter((name) => name !== host.name && isDown(name) && !before.includes(name))
      const input = {outlet: status, before: draws[supply.id], isShared: !fed.every(isDown), others, isProven}
      const {proof, isSeen} = await proveFall(services.clock, input, host.name, signal)
      return proof === undefined ? [] : [{status, proof, isUnseen: !isSeen && !isProven}]
    }),
  )
  const found = falls.flat()
  const proofs = found.map(({proof}) => proof)
  const details = (some: typeof found) => some.map(({proof}) => proof.detail).join('; ')
  const wrong = found.filter(({proof}) => proof.holds === false)
  const unseen = found.filter(({isUnseen}) => isUnseen)
  if (wrong.length > 0 || unseen.length > 0) await run.note(acts.proof, {text: formatProofs(proofs), proofs, troubles: []}, host.name)
  if (wrong.length > 0) {
    await refuteWiring(services, run, host.name, wrong)
    throw wiringErrors.POWER_WRONG_PLUG({host: host.name}, host.name, details(wrong))
  }
  if (unseen.length > 0) throw wiringErrors.POWER_FALL_UNSEEN({host: host.name}, host.name, details(unseen))
  const shown = found.filter(({proof}) => proof.holds === true)
  await proveWiring(services, run, {host: host.name, statuses: shown.map(({status}) => status), how: 'meter'})
  return proofs
}

/** Throws when an outlet draws more again, right before its relay opens: what runs on it is another machine. */
export async function requireStillLow(
  {services, run, host}: HostAct,
  cut: Cut,
  {ended, draws}: ShutdownSeen,
  before: readonly OutletStatus[],
): Promise<void> {
  const ignored = await Promise.all(before.map((status) => showsNothing(services, host, status)))
  const high = before.flatMap((status, at) => {
    if (ignored[at]) return []
    const {supply} = status.outlet
    const [draw, watts] = [draws[supply.id], status.reading?.watts]
    const isShared = namesOn(cut, supply).some((name) => (ended.get(name) ?? 'skipped') === 'skipped')
    if (draw === undefined || watts === undefined || watts <= mostAfter(draw, isShared)) return []
    const detail = `${supply.id}: ${formatWatts(watts)} right before the relay, ${formatWatts(draw.least)} before the shutdown`
    return [{status, proof: {kind: 'wiring', holds: false, detail} satisfies Proof}]
  })
  if (high.length === 0) return
  await refuteWiring(services, run, host.name, high)
  throw wiringErrors.POWER_WRONG_PLUG({host: host.name}, host.name, high.map(({proof}) => proof.detail).join('; '))
}

/** A person has accepted that the meter does not show the shutdown, and a start or a short cut has proven the wiring since. */
export async function showsNothing(services: Services, {name}: Host, status: OutletStatus): Promise<boolean> {
  if ((await readWiring(services, name, [status])) !== 'proven') return false
  return (await findRefuted(services, name, [status])).some(({by}) => by !== 'answer')
}

/** Hosts on an outlet; those that another entry, or the memory of ops, brings in may be on any outlet of the cut. */
function namesOn({fed, outlets}: Cut, {feeds}: Supply): string[] {
  const isListed = (name: string) => outlets.some(({supply}) => supply.feeds.includes(name))
  return fed.flatMap(({name}) => (feeds.includes(name) || !isListed(name) ? [name] : []))
}
