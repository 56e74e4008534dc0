import {type Run, startRun} from '@ops/core/runs'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import type {ActingDeps} from './phone-services.ts'

/** The lease is renewed while the run lives; what a killed run held is free again after this. */
const leaseMs = 10_000
/** Long enough for the lease of a run that was killed just now. */
const waitMs = 15_000

/** Opens a run in the journal for a command that changes phones, and closes it with what became of it. */
export async function withRun<T extends {error?: unknown}>(
  deps: ActingDeps,
  command: string,
  phones: readonly SelectedPhone[],
  does: (run: Run) => Promise<T[]>,
): Promise<T[]> {
  const run = await startRun(deps.coordinator, {
    command,
    argv: process.argv.slice(2),
    hosts: phones.map(({name}) => name),
    clock: deps.clock,
  })
  try {
    const results = await does(run)
    await run.end(results.some(({error}) => error !== undefined) ? 'failed' : 'done')
    return results
  } catch (error) {
    await run.end('unknown').catch(() => {})
    throw error
  }
}

/** One journalled act on one phone, which nobody else changes meanwhile. */
export async function actOnPhone<T extends {host: string}>(
  deps: ActingDeps,
  run: Run,
  act: string,
  phone: SelectedPhone,
  signal: AbortSignal,
  does: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  await using lease = await deps.coordinator.lease({
    names: [`phone/${phone.serial || phone.name}`],
    mode: 'exclusive',
    ttlMs: leaseMs,
    waitMs,
    holder: run.id,
    signal,
  })
  let result: T | undefined
  await run.act(act, {host: phone.name, data: {serial: phone.serial}}, async () => {
    result = await does(AbortSignal.any([signal, lease.lost]))
    return {...result} as Record<string, unknown>
  })
  return result as T
}
