import type {Run} from '@ops/core/runs'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import type {ActingServices} from './phone-services.ts'

/** The lease is renewed while the run works. The lease of a killed run ends after this time. */
const leaseMs = 10_000
/** Long enough for the lease of a run that was killed just now. */
const waitMs = 15_000

export interface PhoneAct {
  services: ActingServices
  run: Run
  /** Name of the act in the journal. */
  act: string
  phone: SelectedPhone
  signal: AbortSignal
}

/** One journalled act on one phone, under an exclusive lease; the action's signal also aborts when the lease is lost. */
export async function actOnPhone<T extends {host: string}>(
  {services, run, act, phone, signal}: PhoneAct,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  await using lease = await services.coordinator.lease({
    names: [`phone/${phone.serial || phone.name}`],
    mode: 'exclusive',
    ttlMs: leaseMs,
    waitMs,
    holder: run.id,
    signal,
  })
  const held = AbortSignal.any([signal, lease.lost])
  const options = {host: phone.name, data: {serial: phone.serial}}
  return run.act(act, options, () => action(held) as Promise<T & Record<string, unknown>>)
}
