import {type Host, machineOf} from '@ops/core/inventory'
import type {Proof, Services} from '@ops/core/seams'
import type {OutletStatus} from '../outlets/read-outlet.ts'
import {findRefuted} from '../outlets/refuted.ts'
import {readWiring} from '../outlets/wiring.ts'
import {isAskable} from '../proofs/reachability.ts'
import {readUptime} from '../proofs/uptime.ts'
import {acts} from '../runs/journal-acts.ts'

/** Milliseconds by which the clocks of ops and of the machine may differ. */
const slackMs = 60_000

/**
 * Finds out whether a machine has run on while its only outlet read open: it has been up since before ops opened it. Its silence at that
 * cut then came from its network, whose switch may hang there. Asked only while the wiring is assumed.
 */
export async function findSurvivedCut(
  services: Services,
  host: Host,
  statuses: readonly OutletStatus[],
  signal: AbortSignal,
): Promise<{status: OutletStatus; proof: Proof} | undefined> {
  const {coordinator, clock} = services
  const [status, ...others] = statuses
  if (!isAskable(host)) return undefined
  if (status === undefined || others.length > 0 || (await readWiring(services, host.name, statuses)) === 'proven') return undefined
  // It is known, or a person has accepted it.
  if ((await findRefuted(services, host.name, statuses)).length > 0) return undefined
  const entries = await coordinator.read({host: host.name})
  const {id} = status.outlet.supply
  const cut = entries.findLast(({kind, act, data}) => kind === 'intent' && act === acts.off && data['outlet'] === id)
  const opened = entries.find(({kind, intent, data}) => kind === 'outcome' && intent === cut?.seq && data['state'] === 'done')
  const proved = entries.find(({kind, act, seq, run}) => kind === 'note' && act === acts.proof && run === opened?.run && seq > opened.seq)
  const relays = ((proved?.data['proofs'] ?? []) as Proof[]).filter(({kind}) => kind === 'relay')
  // The name may have been that of another machine then.
  if (
    opened === undefined ||
    proved?.data['machine'] !== machineOf(host) ||
    relays.length === 0 ||
    relays.some(({holds}) => holds !== true)
  )
    return undefined
  const upMs = await readUptime(services, host, signal)
  const sinceMs = clock.now() - Date.parse(opened.at)
  if (upMs === undefined || upMs <= sinceMs + slackMs) return undefined
  const detail = `${host.name} has been up for ${seconds(upMs)}, and run ${opened.run} opened ${id} ${seconds(sinceMs)} ago`
  return {status, proof: {kind: 'wiring', holds: false, detail}}
}

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`
