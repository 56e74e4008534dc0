import type {Registry} from '@ops/core/seams'
import {criuCheck} from './doctor.ts'
import {evacuationGuard} from './guard.ts'
import {processRuntime} from './process/runtime.ts'
import {evacuateSection} from './section.ts'
import {serviceRuntime} from './service/runtime.ts'

/** What this plugin adds to the seams of the core. Kept light: the work is imported when it is asked for. */
export function register(registry: Registry): void {
  registry.inventorySections.add(evacuateSection.name, evacuateSection)
  registry.workloadRuntimes.add(processRuntime.kind, processRuntime)
  registry.workloadRuntimes.add(serviceRuntime.kind, serviceRuntime)
  registry.guards.add(evacuationGuard.name, evacuationGuard)
  registry.doctorChecks.add(criuCheck.name, criuCheck)
  registry.guestFinders.add('evacuate', {
    find: async (transport, signal) => (await import('./engine/find-guests.ts')).findGuests(transport, signal),
  })
}
