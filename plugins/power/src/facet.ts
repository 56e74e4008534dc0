import type {StatusFacet} from '@ops/core/seams'

export const powerFacet: StatusFacet = {
  name: 'power',
  async read(services, host, signal) {
    const [{powerStatus}, {powerSupplied}] = await Promise.all([import('./service/status.ts'), import('./service/power-supplied.ts')])
    if (!powerSupplied(services, host)) return {text: '-', data: {}}
    const {power, outlets} = await powerStatus(services, host, signal)
    return {text: power, data: {power, outlets}}
  },
}
