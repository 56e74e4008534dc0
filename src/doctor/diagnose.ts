import pMap from 'p-map'
import type {Inventory} from '../inventory/inventory.ts'
import type {DoctorFinding} from '../seams/doctor.ts'
import type {Registry} from '../seams/registry.ts'
import type {Transports} from '../transport/transport.ts'
import {coreChecks} from './core-checks.ts'

export interface DoctorInput {
  registry: Registry
  /** Undefined: there is none yet; only this machine is looked at. */
  inventory: Inventory | undefined
  transports: Transports | undefined
}

/** Runs every plugin's doctor check; a check that fails to run is itself a finding. In the order of registration. */
export async function diagnose({registry, inventory, transports}: DoctorInput, signal: AbortSignal): Promise<DoctorFinding[]> {
  const checks = [...coreChecks, ...registry.doctorChecks.all()]
  const found = await pMap(checks, async (check): Promise<DoctorFinding[]> => {
    try {
      return await check.run({...(transports === undefined ? {} : {transports}), ...(inventory === undefined ? {} : {inventory})}, signal)
    } catch (error) {
      signal.throwIfAborted()
      return [{subject: check.name, state: 'unknown', message: `The check failed: ${(error as Error).message}`, feature: check.name}]
    }
  })
  return found.flat()
}
