import {asOpsError} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {DoctorCheck, DoctorFinding} from '@ops/core/seams'
import type {Transports} from '@ops/core/transport'
import {evacuateSection} from './inventory/evacuate-section.ts'

const feature = 'evacuating processes'

/** Whether the hosts that processes leave or go to can save and restore them. */
export const criuCheck: DoctorCheck = {
  name: 'criu',
  async run({transports, inventory}, signal) {
    if (inventory === undefined || transports === undefined) return []
    const sources = [...inventory.hosts.values()].filter((host) => host.workloads.some(({kind}) => kind === 'process'))
    const names = new Set(sources.map(({name}) => name))
    for (const source of sources) {
      const to = source.section(evacuateSection)?.to
      if (to !== undefined) for (const {name} of inventory.select(to)) names.add(name)
    }
    const hosts = [...inventory.hosts.values()].filter(({name}) => names.has(name))
    return (await Promise.all(hosts.map((host) => checkHost(transports, host, signal)))).flat()
  },
}

async function checkHost(transports: Transports, {name}: Host, signal: AbortSignal): Promise<DoctorFinding[]> {
  const [{hostFactsScript, runScript}, {findHostObstacles}] = await Promise.all([
    import('./remote/run-script.ts'),
    import('./process/preflight/find-obstacles.ts'),
  ])
  const subject = `criu on ${name}`
  try {
    const output = await runScript(transports.to(name), hostFactsScript, {}, {signal, timeoutMs: 30_000})
    const obstacles = findHostObstacles({host: name, output})
    if (obstacles.length === 0)
      return [{subject, host: name, state: 'ok', message: `criu ${output.get('criu')} works with kernel ${output.get('kernel')}.`, feature}]
    return obstacles.map(({message, hint}) => ({subject, host: name, state: 'missing', message, feature, fix: hint}))
  } catch (error) {
    signal.throwIfAborted()
    return [{subject, host: name, state: 'unknown', message: asOpsError(error, name).message, feature}]
  }
}
