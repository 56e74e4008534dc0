import {proofLine} from '../proofs/evaluate-proofs.ts'
import type {Lease} from '@ops/core/coordinator'
import {runGuards} from '@ops/core/guards'
import type {Host} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {PowerOffRequest, Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {patternsOf} from '../guards/undeclared/patterns.ts'
import {Listener} from '../proofs/silence-proof.ts'
import {findWitness} from '../proofs/reachability.ts'
import {lookAt, restingState, stateOf} from '../outlets/read-outlet.ts'
import {proveAlready} from '../proofs/prove-already.ts'
import {type Cut, goingDark, guardOptions, planCut} from './plan-cut.ts'
import {acts} from '../runs/journal-acts.ts'
import type {PowerResult} from '../runs/power-result.ts'
import {judge, proveMeters, proveRelays} from '../proofs/evaluate-proofs.ts'
import {type ShutBefore, shutBefore, wasShutDown} from './find-earlier-shutdown.ts'
import {shutDown, shutdownPlan} from './shut-down-host.ts'
import {leaseMs, switchRelays} from '../runs/switch-relays.ts'

export interface OffInput extends PowerOffRequest {
  /** `power.off` or `power.cycle`, for the guards. */
  act: string
  /** Every host that the command switches off, for the guards. */
  together: readonly string[]
}

/** Guards, orderly shutdown, relay, proof. Fills `result` as it goes, so that a failure keeps what is known. */
export async function cutPower(
  services: Services,
  run: Run,
  host: Host,
  input: OffInput,
  result: PowerResult,
  signal: AbortSignal,
): Promise<void> {
  const cut = await planCut(services, host, signal)
  result.power = stateOf(cut.looks, restingState)
  if (result.power === 'off') {
    const proofs = await proveAlready(services, host, cut.outlets, 'off', signal)
    if (proofs !== undefined) {
      result.proofs = proofs
      return
    }
    result.power = 'unknown'
  }
  // Nothing may be moved or shut down for a plug that does not answer, or is another one.
  for (const {error} of cut.looks) if (error !== undefined) throw error
  const free = (names: readonly string[]) => names.filter((name) => !input.held?.includes(name))
  await using leases = new AsyncDisposableStack()
  const held: Lease[] = []
  const hold = async (names: readonly string[]) => {
    if (names.length > 0)
      held.push(leases.use(await services.coordinator.lease({names, mode: 'exclusive', ttlMs: leaseMs, holder: run.id, signal})))
  }
  await hold(free(cut.outletNames))
  const guarded = AbortSignal.any([signal, ...held.map((lease) => lease.lost)])
  const down = await shutBefore(services, cut.fed, cut.looks, true, guarded)
  const reports = await runGuards(
    {hosts: cut.fed, force: input.force, hold: () => hold(free(cut.fed.map(({name}) => `host/${name}`)))},
    {services, run, act: input.act, signal: guarded, options: guardOptions(input, input.together, cut, down)},
  )
  const all = AbortSignal.any([signal, ...held.map((lease) => lease.lost)])
  // Now that the hosts are held: another run may have taken a second supply away since the first look.
  const dark = await goingDark(services, cut, all)
  const silent = reports.flatMap(({findings}) => findings).flatMap(({code, host: name}) => (code === 'HOST_SILENT' ? [name] : []))
  await act(services, run, {...cut, dark}, {hard: input.hard === true, down, silent}, held, result, all)
}

interface Manner {
  hard: boolean
  down: readonly ShutBefore[]
  /** Hosts that somebody gave up with a reason though nobody could look into them. */
  silent: readonly string[]
}

async function act(
  services: Services,
  run: Run,
  cut: Cut & {dark: readonly Host[]},
  manner: Manner,
  leases: Lease[],
  result: PowerResult,
  signal: AbortSignal,
): Promise<void> {
  const {host, outlets} = cut
  const listeners = await listen(services, cut.dark, signal)
  const {hard} = manner
  // The guards took its silence for granted: what it runs now nobody has looked at.
  const up = manner.down.find((before) => listeners.some((one) => one.host.name === before.host && one.listener.witness !== undefined))
  if (up !== undefined) throw errors.UP_AGAIN({host: up.host}, up.host, up.run)
  if (hard) await run.note(acts.skipped, {text: 'asked for with --hard', hosts: cut.dark.map(({name}) => name)}, host.name)
  else await shutDownAll(services, run, listeners, manner, signal)

  const before = await Promise.all(outlets.map((outlet) => lookAt(outlet, host.name, signal)))
  if (hard) await Promise.all(listeners.map(({listener}) => listener.listen(signal)))
  const openedAt = services.clock.monotonic()
  const troubles = await switchRelays(run, host.name, outlets, 'off', leases, signal)
  result.changed = true
  const {proofs: relays, looks} = await proveRelays(services, outlets, host.name, 'off', signal)
  // While a relay reads on there is nothing for the others to prove, and a live host would only be waited for.
  const isOpen = relays.every(({holds}) => holds === true)
  const [meters, silences] = isOpen
    ? await Promise.all([
        proveMeters(services, before, looks, host.name, signal),
        Promise.all(listeners.map(({host: {name}, listener}) => listener.proof(name, openedAt, signal))),
      ])
    : [[], []]
  result.proofs = [...relays, ...meters, ...silences]
  const others = cut.dark.filter(({name}) => name !== host.name).map(({name}) => name)
  if (others.length > 0) result.alsoCut = others
  result.power = relays.some(({holds}) => holds === false) ? stateOf(looks) : 'unknown'
  await run.note(
    acts.proof,
    {text: proofLine(result.proofs), proofs: result.proofs, troubles: troubles.map(({message}) => message)},
    host.name,
  )
  const [trouble] = troubles
  if (!isOpen && trouble !== undefined) throw trouble
  result.power = judge(host.name, 'off', result.proofs)
}

async function listen(services: Services, hosts: readonly Host[], signal: AbortSignal): Promise<{host: Host; listener: Listener}[]> {
  return Promise.all(
    hosts.map(async (host) => {
      const witness = await findWitness(host, () => services.transports.to(host.name), signal)
      return {host, listener: new Listener(witness, services.clock)}
    }),
  )
}

async function shutDownAll(
  services: Services,
  run: Run,
  listeners: readonly {host: Host; listener: Listener}[],
  {down, silent}: Manner,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    listeners.map(async ({host, listener}) => {
      const plan = shutdownPlan(host)
      const before = down.find((one) => one.host === host.name)
      if (before !== undefined) await run.note(acts.skipped, {text: wasShutDown(before)}, host.name)
      else if (plan === undefined) await run.note(acts.skipped, {text: 'the inventory says shutdown: none'}, host.name)
      else await shutDown(services, run, host, listener, plan, silent.includes(host.name) || patternsOf(host).includes('*'), signal)
    }),
  )
}
