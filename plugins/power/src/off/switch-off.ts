import {OpsError} from '@ops/core/errors'
import {noteForced, runGuards} from '@ops/core/guards'
import type {PowerOffRequest} from '@ops/core/seams'
import {leaseNamesOf, readHost, restingState, stateOf} from '../outlets/read-outlet.ts'
import {type Draws, drawsOf, joinDraws, watchDraws} from '../proofs/draw.ts'
import {proveAlready} from '../proofs/prove-already.ts'
import {isAskable} from '../proofs/reachability.ts'
import {HeldLeases} from '../runs/held-leases.ts'
import type {HostAct} from '../runs/run-hosts.ts'
import {requireProved} from '../runs/unproved.ts'
import {takeUnproven} from '../runs/unproven-lease.ts'
import {cutPower} from './cut-power.ts'
import {findEarlierShutdowns} from './find-earlier-shutdowns.ts'
import {findSurvivedCut} from './find-survived-cut.ts'
import {type Cut, findHostsLosingPower, mustBeProven, planCut, requireProvableWiring, toPowerCut} from './plan-cut.ts'
import {refuteIfOff} from './refute-answering.ts'
import {requireNoneRefuted, requireNotRefuted} from './require-fall.ts'
import {shutdownPlan} from './shut-down-host.ts'
import {readWiring} from '../outlets/wiring.ts'
import {forgetOldProofs, rememberOutlets} from '../outlets/remember-outlets.ts'
import {refuteWiring} from '../outlets/refuted.ts'

export interface OffInput extends PowerOffRequest {
  /** `power.off` or `power.cycle`, for the guards. */
  act: string
  /** Every host that the command switches off, for the guards. */
  together: readonly string[]
  /** It is done to prove the wiring, so no proof is demanded before. */
  isIdentification?: boolean
}

/** Switches one host off: guards, orderly shutdown, relay, proof. */
export async function switchOff(act: HostAct, input: OffInput): Promise<void> {
  const {services, run, host, record, signal} = act
  const read = await readHost(services, host, signal)
  await forgetOldProofs(services, run, {host: host.name, statuses: read.statuses})
  const state = stateOf(read.statuses, restingState)
  record.add({power: state, wiring: await readWiring(services, host.name, read.statuses)})
  const remember = () => rememberOutlets(services, run, {host: host.name, supplies: read.map.of(host.name), statuses: read.statuses})
  await using leases = new HeldLeases(act, input.held ?? [])
  if (state === 'off') {
    // Another run may be closing the relay.
    await leases.take(leaseNamesOf(read.statuses))
    record.add({power: 'unknown'})
    const proofs = await proveAlready(services, host, read.outlets, 'off', signal).catch(async (error: unknown) => {
      // It answers.
      if (error instanceof OpsError && error.code === 'POWER_NOT_PROVED') await refuteIfOff(act, read.statuses, `${host.name} answered`)
      throw error
    })
    if (proofs !== undefined) {
      await requireProved(services, host.name)
      await requireNotRefuted(services, host, read.statuses)
      await remember()
      return record.add({power: state, proofs})
    }
  }
  // Nothing is moved or shut down while a plug does not answer, or is not the pinned one.
  for (const {error} of read.statuses) if (error !== undefined) throw error
  const survived = await findSurvivedCut(services, host, read.statuses, signal)
  if (survived !== undefined) await refuteWiring(services, run, host.name, [survived], 'answer')
  await requireNotRefuted(services, host, read.statuses)
  const needsProof = input.isIdentification !== true && mustBeProven(read)
  if (needsProof) await requireProvableWiring(services, host, read, input.hard === true)
  const cut = await planCut(act, read, input.force)
  await requireNoneRefuted(services, cut)
  await leases.take(cut.leaseNames)
  await remember()
  await noteForced(run, cut.unidentified, input.force)
  const down = await findEarlierShutdowns(
    services,
    {run, hosts: cut.fed, statuses: cut.statuses, wait: true, hard: input.hard === true},
    leases.signal,
  )
  let draws: Draws = {}
  const hold = async () => {
    await leases.take(cut.fed.map(({name}) => `host/${name}`))
    draws = await watchUnproven(act, {cut, leases, hard: input.hard === true})
  }
  const reports = await runGuards(
    {hosts: cut.fed, force: input.force, hold},
    {
      services,
      run,
      act: input.act,
      signal: leases.signal,
      cut: toPowerCut(cut, input.together, down),
      evacuation: input.evacuation ?? {},
      confirmed: input.confirmed ?? [],
    },
  )
  const forced = [...cut.unidentified, ...reports.flatMap(({findings}) => findings)]
  if (forced.length > 0) record.add({findings: forced})
  const held = {...act, signal: leases.signal}
  // Read again now that the hosts are held: another run may have opened a second supply in the meantime.
  const dark = await findHostsLosingPower(services, cut, held.signal)
  const silent = forced.flatMap(({host: name, hostSilent}) => (hostSilent === true ? [name] : []))
  await cutPower(held, {cut, dark, down, silent, draws, hard: input.hard === true, needsProof, leases: leases.all})
}

/**
 * Before a machine whose wiring is not proven: no other one is shut down or cut from now on while this one is watched, also not one whose
 * proof may be out of date, and the draw of its outlets is watched. That of a proven one is read once.
 */
async function watchUnproven(
  {services, host}: HostAct,
  {cut, leases, hard}: {cut: Cut; leases: HeldLeases; hard: boolean},
): Promise<Draws> {
  const draws = drawsOf(cut.statuses)
  if ((await readWiring(services, host.name, cut.statuses)) === 'proven') {
    await takeUnproven(leases, 'shared')
    return draws
  }
  const isOrderly = !hard && shutdownPlan(host) !== undefined
  const isWatched = isOrderly ? Object.keys(draws).length > 0 : isAskable(host)
  await takeUnproven(leases, isWatched ? 'exclusive' : 'shared')
  return isOrderly ? joinDraws(draws, await watchDraws(services.clock, cut.outlets, host.name, leases.signal)) : draws
}
