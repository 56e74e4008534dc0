import type {Host} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {inRun} from '../runs/run-hosts.ts'
import {onMany} from '../runs/run-hosts.ts'
import {type OffInput, cutPower} from './switch-off.ts'
import {planOff} from './plan-off.ts'
import {restorePower} from '../on/switch-on.ts'
import type {PowerResult} from '../runs/power-result.ts'

export interface ManyInput extends Omit<OffInput, 'act' | 'together'> {
  /** As typed, for the journal. */
  argv: readonly string[]
  dryRun: boolean
}

export interface ManyResult {
  hosts: PowerResult[]
  /** Name of the run in the journal; none for a dry run. */
  run?: string
}

export async function offMany(
  services: Services,
  hosts: readonly Host[],
  {argv, dryRun, ...off}: ManyInput,
  signal: AbortSignal,
): Promise<ManyResult> {
  const input = {...off, act: 'power.off', together: hosts.map(({name}) => name)}
  if (dryRun) return {hosts: await planMany(services, hosts, input, signal)}
  return inRun(services, 'power off', argv, hosts, (run) => cutMany(services, run, hosts, input, signal))
}

export interface CycleInput extends ManyInput {
  /** Milliseconds without power; the capacitors of a supply need some seconds. */
  pauseMs: number
}

/** All off, proved; a pause; then on again, proved: those only that were seen to be off. */
export async function cycleMany(
  services: Services,
  hosts: readonly Host[],
  {argv, dryRun, pauseMs, ...off}: CycleInput,
  signal: AbortSignal,
): Promise<ManyResult> {
  const input = {...off, act: 'power.cycle', together: hosts.map(({name}) => name)}
  if (dryRun) {
    const results = await planMany(services, hosts, input, signal)
    const last = `after ${pauseMs / 1000} s close the relays again`
    return {hosts: results.map((result) => ({...result, plan: [...(result.plan ?? []), last]}))}
  }
  return inRun(services, 'power cycle', argv, hosts, async (run) => {
    const cut = await cutMany(services, run, hosts, input, signal)
    const gone = new Set(cut.filter(({error}) => error === undefined).map(({host}) => host))
    const dark = hosts.filter(({name}) => gone.has(name))
    let back: PowerResult[]
    try {
      if (gone.size > 0) await services.clock.sleep(pauseMs, signal)
      back = await restoreMany(services, run, dark, signal)
    } catch (error) {
      if (!signal.aborted) throw error
      back = dark.map(({name}) => leftOff(name))
    }
    return cut.map((before) => {
      const after = back.find(({host}) => host === before.host)
      return after === undefined ? before : {...after, proofs: [...before.proofs, ...after.proofs]}
    })
  })
}

/** Stopped between off and on: who stops it must be told that the machine does not come back by itself. */
function leftOff(host: string): PowerResult {
  return {host, power: 'unknown', changed: true, proofs: [], error: errors.LEFT_OFF({host}, host).toJSON()}
}

export async function onManyHosts(
  services: Services,
  hosts: readonly Host[],
  argv: readonly string[],
  signal: AbortSignal,
): Promise<ManyResult> {
  return inRun(services, 'power on', argv, hosts, (run) => restoreMany(services, run, hosts, signal))
}

function cutMany(services: Services, run: Run, hosts: readonly Host[], input: OffInput, signal: AbortSignal): Promise<PowerResult[]> {
  return onMany(services, hosts, 'dependants-first', (host, result) => cutPower(services, run, host, input, result, signal), signal)
}

function restoreMany(services: Services, run: Run, hosts: readonly Host[], signal: AbortSignal): Promise<PowerResult[]> {
  return onMany(services, hosts, 'depended-first', (host, result) => restorePower(services, run, host, result, signal), signal)
}

function planMany(services: Services, hosts: readonly Host[], input: OffInput, signal: AbortSignal): Promise<PowerResult[]> {
  return onMany(services, hosts, 'dependants-first', (host, result) => planOff(services, host, input, result, signal), signal)
}
