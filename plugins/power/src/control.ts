import type {PowerControl, PowerOutcome} from '@ops/core/seams'

/** Power for other domains: like the commands, but a host that is not in the requested state is an error. */
export const powerControl: PowerControl = {
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
