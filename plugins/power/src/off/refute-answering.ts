import type {Host} from '@ops/core/inventory'
import type {Proof, Services} from '@ops/core/seams'
import {type OutletStatus, readOutlets, stateOf} from '../outlets/read-outlet.ts'
import {refuteWiring} from '../outlets/refuted.ts'
import type {HostAct} from '../runs/run-hosts.ts'
import type {Cut} from './plan-cut.ts'

/** Machines that answer while all their outlets are open hang on others. ops remembers it, and opens these outlets for them no more. */
export async function refuteAnswering(
  {services, run, host, record}: HostAct,
  {ids, map, statuses}: Cut,
  silences: readonly {name: string; proof: Proof}[],
): Promise<void> {
  for (const {name, proof} of silences) {
    const supplies = map.of(name)
    // What is left of the others may have power from an outlet that could not be read.
    if (proof.holds !== false || supplies.length === 0 || !supplies.every(({id}) => ids.has(id))) continue
    const listed = statuses.filter(({outlet}) => outlet.supply.feeds.includes(name))
    await refute(services, run, name, listed.length > 0 ? listed : statuses, proof.detail)
    if (name === host.name) record.add({wiring: 'refuted'})
  }
}

/** The same for a machine that was seen to answer, if its outlets still read off. */
export async function refuteIfOff(
  {services, run, host, record, signal}: HostAct,
  statuses: readonly OutletStatus[],
  detail: string,
): Promise<void> {
  const outlets = statuses.map(({outlet}) => outlet)
  if (stateOf(await readOutlets(outlets, host.name, signal)) !== 'off') return
  await refute(services, run, host.name, statuses, detail)
  record.add({wiring: 'refuted'})
}

async function refute(
  services: Services,
  run: HostAct['run'],
  host: Host['name'],
  statuses: readonly OutletStatus[],
  detail: string,
): Promise<void> {
  const names = statuses.map(({outlet}) => outlet.supply.id).join(' and ')
  const proof = {detail: `${detail}, although ${names} was open`}
  await refuteWiring(
    services,
    run,
    host,
    statuses.map((status) => ({status, proof})),
    'answer',
  )
}
