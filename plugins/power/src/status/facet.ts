import type {StatusFacet} from '@ops/core/seams'

export const powerFacet: StatusFacet = {
  name: 'power',
  async read(services, host, signal) {
    const [{readStatus}, {readPowerMap}] = await Promise.all([import('./read-status.ts'), import('../outlets/power-map.ts')])
    if (readPowerMap(services.inventory, services.registry).of(host.name).length === 0) return {text: '-', data: {}}
    const {power, outlets} = await readStatus(services, host, signal)
    return {text: power, data: {power, outlets}}
  },
}

export const maintenanceFacet: StatusFacet = {
  name: 'maintenance',
  async read(services, {name}) {
    const {findMaintenance, maintenanceSentence} = await import('@ops/core/maintenance')
    const found = await findMaintenance(services, name)
    return found === undefined ? {text: '-', data: {}} : {text: maintenanceSentence(found), data: {...found}}
  },
}
