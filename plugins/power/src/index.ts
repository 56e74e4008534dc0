import type {Registry} from '@ops/core/seams'
import {powerControl} from './control.ts'
import {kasaFactory} from './kasa/factory.ts'
import {outletsSection} from './inventory/outlets-section.ts'
import {powerSection} from './inventory/power-section.ts'
import {baselineSection, shutdownSection} from './inventory/host-sections.ts'
import {surveyCheck} from './doctor.ts'
import {commandCheck} from './doctor-commands.ts'
import {execFactory} from './exec/factory.ts'
import {powerFacet} from './facet.ts'
import {powerGuards} from './guards/light.ts'
import {labPlugFactory} from './lab-plug/factory.ts'
import {readPowerMap} from './supply/power-map.ts'

/** What this plugin adds to the seams of the core. Kept light: the work is imported when it is asked for. */
export function register(registry: Registry): void {
  registry.powerDrivers.add('kasa', kasaFactory())
  registry.powerDrivers.add('exec', execFactory)
  registry.powerControl.add('power', powerControl)
  registry.statusFacets.add(powerFacet.name, powerFacet)
  registry.doctorChecks.add('power', surveyCheck(registry))
  registry.doctorChecks.add('power commands', commandCheck(registry))
  registry.labPlugs.add('kasa', labPlugFactory)
  for (const guard of powerGuards()) registry.guards.add(guard.name, guard)
  registry.inventorySections.add('power', {
    ...powerSection(registry),
    check: (inventory, spot) => readPowerMap(inventory, registry, spot).problems,
  })
  registry.inventorySections.add('outlets', outletsSection(registry))
  registry.inventorySections.add('shutdown', shutdownSection)
  registry.inventorySections.add('baseline', baselineSection)
}
