import {proofLine} from '../proofs/evaluate-proofs.ts'
import type {Host} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {lookAt, openHostPower, stateOf} from '../outlets/read-outlet.ts'
import {proveAlready} from '../proofs/prove-already.ts'
import {acts} from '../runs/journal-acts.ts'
import type {PowerResult} from '../runs/power-result.ts'
import {judge, proveRelays} from '../proofs/evaluate-proofs.ts'
import {leaseMs, switchRelays} from '../runs/switch-relays.ts'

/** Closes every relay of a host and reads them back. A machine with two supplies is on when both are. */
export async function restorePower(services: Services, run: Run, host: Host, result: PowerResult, signal: AbortSignal): Promise<void> {
  const {outlets} = await openHostPower(services, host.name)
  const looks = await Promise.all(outlets.map((outlet) => lookAt(outlet, host.name, signal)))
  result.power = stateOf(looks)
  if (looks.every(({state}) => state === 'on')) {
    const proofs = await proveAlready(services, host, outlets, 'on', signal)
    if (proofs !== undefined) {
      result.proofs = proofs
      return
    }
    result.power = 'unknown'
  }
  const [trouble] = looks.flatMap(({error}) => error ?? [])
  if (trouble !== undefined && looks.every(({error}) => error !== undefined)) throw trouble
  const names = looks.map(({outlet, reading}) => `outlet/${reading?.outletId ?? outlet.supply.id}`)
  await using lease = await services.coordinator.lease({names, mode: 'exclusive', ttlMs: leaseMs, holder: run.id, signal})
  const held = AbortSignal.any([signal, lease.lost])
  const troubles = await switchRelays(run, host.name, outlets, 'on', [lease], held)
  result.changed = true
  const {proofs, looks: after} = await proveRelays(services, outlets, host.name, 'on', held)
  result.proofs = proofs
  result.power = stateOf(after)
  await run.note(acts.proof, {text: proofLine(proofs), proofs, troubles: troubles.map(({message}) => message)}, host.name)
  if (troubles[0] !== undefined && !proofs.every(({holds}) => holds === true)) throw troubles[0]
  judge(host.name, 'on', proofs)
}
