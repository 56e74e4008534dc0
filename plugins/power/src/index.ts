import type {PowerControl, PowerOutcome, Registry} from '@ops/core/seams'
import {needsCheck, surveyCheck} from './doctor/checks.ts'
import {outletsCheck} from './doctor/outlets-check.ts'
import {execFactory} from './drivers/exec/factory.ts'
import {kasaFactory} from './drivers/kasa/factory.ts'
import {tasmotaFactory} from './drivers/tasmota/factory.ts'
import {baselineSection, monitoringSection, protectSection, shutdownSection} from './inventory/host-sections.ts'
import {outletsSection, powerSection} from './inventory/power-sections.ts'
import {labPlugFactory} from './lab-plug/factory.ts'
import {tasmotaLabPart} from './lab-plug/tasmota/lab-part.ts'
import {findContraryPins, findNumberTexts, findSharedPins} from './outlets/check-entries.ts'
import {findMissingPins, readPowerMap} from './outlets/power-map.ts'
import {powerGuards} from './register-guards.ts'
import {maintenanceFacet, powerFacet} from './status/facet.ts'

/** What this plugin adds to the seams of the core. Kept light: the work is imported when it is called. */
export function register(registry: Registry): void {
  registry.powerDrivers.add('kasa', kasaFactory())
  registry.powerDrivers.add('exec', execFactory)
  registry.powerDrivers.add('tasmota', tasmotaFactory())
  registry.powerControl.add('power', powerControl)
  for (const facet of [powerFacet, maintenanceFacet]) registry.statusFacets.add(facet.name, facet)
  for (const check of [surveyCheck(registry), needsCheck(registry), outletsCheck(registry)]) registry.doctorChecks.add(check.name, check)
  registry.labPlugs.add('kasa', labPlugFactory)
  registry.labParts.add('tasmota', tasmotaLabPart)
  for (const guard of powerGuards()) registry.guards.add(guard.name, guard)
  registry.inventorySections.add('power', {
    ...powerSection(registry),
    check: (inventory, help) => [...readPowerMap(inventory, registry, help).problems, ...findContraryPins(inventory, registry, help)],
    recalled: async (inventory, journal) => (await import('./outlets/find-gone.ts')).findGoneMachines(inventory, registry, journal),
    warnings: (inventory, help) => [findMissingPins, findSharedPins, findNumberTexts].flatMap((find) => find(inventory, registry, help)),
  })
  registry.inventorySections.add('outlets', outletsSection(registry))
  registry.inventorySections.add('protect', protectSection)
  registry.inventorySections.add('shutdown', shutdownSection)
  registry.inventorySections.add('baseline', baselineSection)
  registry.inventorySections.add('monitoring', monitoringSection)
}

/** Power for other domains: like the commands, but a host that is not in the requested state is an error. */
const powerControl: PowerControl = {
  async status(services, host, signal) {
    const {readStatus} = await import('./status/read-status.ts')
    return readStatus(services, host, signal)
  },
  async on(services, run, host, signal): Promise<PowerOutcome> {
    const [{switchOn}, {HostRecord}] = await Promise.all([import('./on/switch-on.ts'), import('./runs/power-result.ts')])
    const record = new HostRecord(host.name)
    await switchOn({services, run, host, record, signal})
    return record.result
  },
  async off(services, run, host, request, signal): Promise<PowerOutcome> {
    const [{switchOff}, {HostRecord}] = await Promise.all([import('./off/switch-off.ts'), import('./runs/power-result.ts')])
    const record = new HostRecord(host.name)
    await switchOff({services, run, host, record, signal}, {...request, act: 'power.off', together: [host.name]})
    return record.result
  },
}
