import type {PowerState, Proof, Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {meterProof} from './meter-proof.ts'
import {relayProof} from './relay-proof.ts'
import {type Outlet, type OutletLook, lookAt} from '../outlets/read-outlet.ts'

/** Meters lag behind their relay by about a second. */
const meterPatienceMs = 5000
const pauseMs = 500

/** Reads the relays twice, on connections of their own: one false answer is not enough for a false "done". */
export async function proveRelays(
  services: Services,
  outlets: readonly Outlet[],
  host: string,
  wanted: PowerState,
  signal: AbortSignal,
): Promise<{proofs: Proof[]; looks: OutletLook[]}> {
  const pairs = await Promise.all(outlets.map((outlet) => twoLooks(services, outlet, host, signal)))
  const proofs = pairs.map(([before, look]): Proof => {
    if (before.state === look.state || look.state === 'unknown') return relayProof(look, wanted)
    const first = before.state === 'unknown' ? 'nothing' : before.state
    return {kind: 'relay', holds: 'unknown', detail: `${look.outlet.supply.id} reads ${first}, then ${look.state}`}
  })
  return {proofs, looks: pairs.map(([, look]) => look)}
}

/** The last two; a first one that gave nothing does not count. */
async function twoLooks(
  {clock}: Services,
  outlet: Outlet,
  host: string,
  signal: AbortSignal,
): Promise<[before: OutletLook, last: OutletLook]> {
  const again = async () => {
    await clock.sleep(pauseMs, signal)
    return lookAt(outlet, host, signal)
  }
  const first = await lookAt(outlet, host, signal)
  const second = await again()
  return first.state === 'unknown' ? [second, await again()] : [first, second]
}

/** Compares each meter with its sample right before the act, until it has fallen or the time is over. */
export async function proveMeters(
  services: Services,
  before: readonly OutletLook[],
  after: readonly OutletLook[],
  host: string,
  signal: AbortSignal,
): Promise<Proof[]> {
  const end = services.clock.monotonic() + meterPatienceMs
  const proofs = await Promise.all(
    before.map(async ({outlet, reading}, at) => {
      const id = outlet.supply.id
      let proof = meterProof(id, reading?.watts, after[at]?.reading?.watts)
      while (proof?.holds === false && services.clock.monotonic() < end) {
        await services.clock.sleep(pauseMs, signal)
        const look = await lookAt(outlet, host, signal)
        proof = meterProof(id, reading?.watts, look.reading?.watts)
      }
      return proof
    }),
  )
  return proofs.filter((proof) => proof !== undefined)
}

/** Done only when every relay reads as wanted and nothing contradicts it; otherwise says which of the two it is. */
export function judge(host: string, wanted: 'on' | 'off', proofs: readonly Proof[]): PowerState {
  const relays = proofs.filter(({kind}) => kind === 'relay')
  const against = relays.filter(({holds}) => holds === false)
  const sentence = (some: readonly Proof[]) => some.map(({detail}) => detail).join('; ')
  if (against.length > 0) throw (wanted === 'off' ? errors.STILL_ON : errors.STILL_OFF)({host}, host, sentence(against))
  const open = relays.filter(({holds}) => holds === 'unknown')
  if (open.length > 0 || relays.length === 0) throw errors.NOT_PROVED({host}, host, wanted, sentence(open))
  const contradict = proofs.filter(({holds}) => holds === false)
  if (contradict.length > 0) throw errors.NOT_PROVED({host}, host, wanted, `the relay reads ${wanted}, but ${sentence(contradict)}`)
  return wanted
}

/** All proofs in one line, for the journal: `relay holds, silence unknown`. */
export function proofLine(proofs: readonly Proof[]): string {
  const words = new Map<Proof['holds'], string>([
    [true, 'holds'],
    [false, 'does not hold'],
    ['unknown', 'unknown'],
  ])
  return proofs.map(({kind, holds}) => `${kind} ${words.get(holds)}`).join(', ')
}
