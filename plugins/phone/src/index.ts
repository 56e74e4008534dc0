import type {Registry} from '@ops/core/seams'
import {phoneDoctorCheck} from './doctor-check.ts'
import {chargerGuard} from './guard/charger-guard.ts'
import {phonesSection} from './inventory/section.ts'
import {phoneLabPart} from './lab/lab-part.ts'

/** What this plugin adds to the seams of the core. Kept light: the work is imported when it is asked for. */
export function register(registry: Registry): void {
  registry.inventorySections.add('phones', phonesSection)
  registry.guards.add('phone-charger', chargerGuard())
  registry.doctorChecks.add('phone', phoneDoctorCheck)
  registry.labParts.add('phone', phoneLabPart)
}
