import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {cyclePower} from './cycle.ts'
import {inRun} from './in-run.ts'
import {onMany} from './many.ts'
import {type OffInput, cutPower} from './off.ts'
import {planOff} from './plan-off.ts'
import {restorePower} from './on.ts'
import type {PowerResult} from './power-result.ts'

export interface ManyInput extends Omit<OffInput, 'act'> {
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
  const input = {...off, act: 'power.off'}
  if (dryRun)
    return {
      hosts: await onMany(services, hosts, 'dependants-first', (host, result) => planOff(services, host, input, result, signal), signal),
    }
  return inRun(services, 'power off', argv, hosts, (run) =>
    onMany(services, hosts, 'dependants-first', (host, result) => cutPower(services, run, host, input, result, signal), signal),
  )
}

/** Host by host: the next one goes off when this one is back. */
export async function cycleMany(
  services: Services,
  hosts: readonly Host[],
  {argv, dryRun, pauseMs, ...off}: ManyInput & {pauseMs: number},
  signal: AbortSignal,
): Promise<ManyResult> {
  if (dryRun) {
    const input = {...off, act: 'power.cycle'}
    const plan = async (host: Host, result: PowerResult) => {
      await planOff(services, host, input, result, signal)
      result.plan = [...(result.plan ?? []), `after ${pauseMs / 1000} s close the relays again`]
    }
    return {hosts: await onMany(services, hosts, 'dependants-first', plan, signal)}
  }
  return inRun(services, 'power cycle', argv, hosts, (run) =>
    onMany(
      services,
      hosts,
      'dependants-first',
      (host, result) => cyclePower(services, run, host, {...off, pauseMs}, result, signal),
      signal,
    ),
  )
}

export async function onManyHosts(
  services: Services,
  hosts: readonly Host[],
  argv: readonly string[],
  signal: AbortSignal,
): Promise<ManyResult> {
  return inRun(services, 'power on', argv, hosts, (run) =>
    onMany(services, hosts, 'depended-first', (host, result) => restorePower(services, run, host, result, signal), signal),
  )
}
