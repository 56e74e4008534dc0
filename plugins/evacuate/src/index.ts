import type {Registry} from '@ops/core/seams'
import {criuCheck} from './doctor.ts'
import {evacuationGuard} from './guard.ts'
import {evacuateSection} from './inventory/evacuate-section.ts'
import {processRuntime} from './process/process-runtime.ts'
import {serviceRuntime} from './service/service-runtime.ts'

/** What this plugin adds to the seams of the core. Kept light: each seam imports its implementation when it is used. */
export function register(registry: Registry): void {
  registry.inventorySections.add(evacuateSection.name, evacuateSection)
  registry.workloadRuntimes.add(processRuntime.kind, processRuntime)
  registry.workloadRuntimes.add(serviceRuntime.kind, serviceRuntime)
  registry.guards.add(evacuationGuard.name, evacuationGuard)
  registry.doctorChecks.add(criuCheck.name, criuCheck)
  registry.guestFinders.add('evacuate', {
    async find(transport, inventory, signal) {
      const {findGuests} = await import('./records/find-guests.ts')
      return (await findGuests(transport, inventory, signal)).map(({workload}) => workload)
    },
  })
}
