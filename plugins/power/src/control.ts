import type {PowerControl} from '@ops/core/seams'
import type {PowerResult} from './runs/power-result.ts'

/** Power for other domains: like the commands, but a host that is not as asked is an error. */
export const powerControl: PowerControl = {
  async status(services, host, signal) {
    const {powerStatus} = await import('./status/read-status.ts')
    return powerStatus(services, host, signal)
  },
  async on(services, run, host, signal) {
    const {restorePower} = await import('./on/switch-on.ts')
    return strict(host.name, (result) => restorePower(services, run, host, result, signal))
  },
  async off(services, run, host, request, signal) {
    const {cutPower} = await import('./off/switch-off.ts')
    return strict(host.name, (result) =>
      cutPower(services, run, host, {...request, act: 'power.off', together: [host.name]}, result, signal),
    )
  },
}

async function strict(host: string, does: (result: PowerResult) => Promise<void>): Promise<PowerResult> {
  const result: PowerResult = {host, power: 'unknown', changed: false, proofs: []}
  await does(result)
  return result
}
