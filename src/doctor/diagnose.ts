import type {Inventory} from '../inventory/inventory.ts'
import type {DoctorFinding} from '../seams/doctor.ts'
import type {Registry} from '../seams/registry.ts'
import type {ResolvedSettings} from '../settings/settings.ts'
import type {Transports} from '../transport/transport.ts'
import {coreChecks} from './core-checks.ts'
import {limitTransports} from './limit-transports.ts'

export interface DoctorInput {
  registry: Registry
  settings: ResolvedSettings
  /** Undefined: there is none yet; only this machine is looked at. */
  inventory: Inventory | undefined
  transports: Transports | undefined
}

/** Runs every plugin's doctor check; a check that fails to run is itself a finding. In the order of registration. */
export async function diagnose({registry, settings, inventory, transports}: DoctorInput, signal: AbortSignal): Promise<DoctorFinding[]> {
  const services = {
    settings,
    ...(transports === undefined ? {} : {transports: limitTransports(transports, settings.fanout)}),
    ...(inventory === undefined ? {} : {inventory}),
  }
  const found = await Promise.all(
    [...coreChecks, ...registry.doctorChecks.all()].map(async (check): Promise<DoctorFinding[]> => {
      try {
        return await check.run(services, signal)
      } catch (error) {
        signal.throwIfAborted()
        return [{subject: check.name, state: 'unknown', message: `The check failed: ${(error as Error).message}`, feature: check.name}]
      }
    }),
  )
  return mergeFindings(found.flat())
}

/**
 * One finding for one cause. What several checks say of one thing is said once, with the features of all; so is what several checks
 * say in the same words of one host that they could not look at, whatever they looked for.
 */
export function mergeFindings(findings: readonly DoctorFinding[]): DoctorFinding[] {
  const merged = new Map<string, DoctorFinding>()
  for (const finding of findings) {
    const {subject, state, message, host, fix} = finding
    const key = state === 'unknown' && host !== undefined ? JSON.stringify([host, message]) : JSON.stringify([subject, state, message, fix])
    const known = merged.get(key)
    merged.set(key, known === undefined ? finding : join(known, finding))
  }
  return [...merged.values()]
}

function join({optional, ...known}: DoctorFinding, other: DoctorFinding): DoctorFinding {
  const features = [...new Set([known.feature, other.feature])]
  return {...known, feature: features.join('; '), ...(optional === true && other.optional === true ? {optional} : {})}
}
