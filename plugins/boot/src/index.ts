import type {Registry} from '@ops/core/seams'
import {bootDoctorCheck} from './doctor/doctor-check.ts'
import {pxcabPart} from './lab/pxcab-part.ts'
import {bootHost, bootTop} from './inventory/section.ts'
import {bootStartAction, bootWaitAction} from './trace/playbook-actions.ts'
import {lazyBootFollow} from './trace/lazy-boot-follow.ts'

/** What this plugin adds to the seams of the core. Kept light: the work is imported when it is asked for. */
export function register(registry: Registry): void {
  registry.inventorySections.add('boot (top)', bootTop)
  registry.inventorySections.add('boot', bootHost)
  registry.doctorChecks.add(bootDoctorCheck.name, bootDoctorCheck)
  registry.bootFollow.add('boot', lazyBootFollow)
  registry.playbookActions.add(bootStartAction.name, bootStartAction)
  registry.playbookActions.add(bootWaitAction.name, bootWaitAction)
  registry.labParts.add('pxcab', pxcabPart(registry))
}
