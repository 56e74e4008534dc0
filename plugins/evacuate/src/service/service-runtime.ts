import type {WorkloadRuntime} from '@ops/core/seams'
import type {Transport} from '@ops/core/transport'
import type {ServiceConfig} from './service-schema.ts'

/** Work with declared stop and start commands. It is down while it is moved, and every machine can move it. */
export const serviceRuntime: WorkloadRuntime = {
  kind: 'service',
  schema: async () => (await import('./service-schema.ts')).serviceSchema as never,
  async locate(workload, transport, signal) {
    const [{probeService}, {unitOf}] = await Promise.all([import('./service-state.ts'), import('./service-schema.ts')])
    const config = workload.config as unknown as ServiceConfig
    const found = await probeService(config, transport, signal)
    const unit = unitOf(config.stop)
    const pids = found.state === 'running' && config.pidfile !== undefined ? await pidsOf(config.pidfile, transport, signal) : []
    return {...found, pids, units: unit === undefined ? [] : [unit], containers: []}
  },
  async mover() {
    const [{serviceMover}, {withPolicies}, {unitsNamedIn}] = await Promise.all([
      import('./service-mover.ts'),
      import('../policies/with-policies.ts'),
      import('./service-schema.ts'),
    ])
    return withPolicies(serviceMover, {
      starts: 'unit',
      target({workload}) {
        const {stop, start, pidfile} = workload.config as unknown as ServiceConfig
        const units = unitsNamedIn(stop)
        return {units, commands: units.length === 0 ? [start] : [], ...(pidfile === undefined ? {} : {pidfile})}
      },
    })
  },
}

/** The process that the file names, its children and theirs; none if the file names none. */
async function pidsOf(pidfile: string, transport: Transport, signal: AbortSignal): Promise<number[]> {
  const {locateScript, runScript} = await import('../remote/run-script.ts')
  return (await runScript(transport, locateScript, {pidfile}, {signal, timeoutMs: 30_000})).numbers('pids')
}
