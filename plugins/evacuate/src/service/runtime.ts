import type {WorkloadRuntime} from '@ops/core/seams'
import type {Transport} from '@ops/core/transport'
import type {ServiceConfig} from './schema.ts'

/** Work with declared stop and start commands, moved cold: what every machine can have. */
export const serviceRuntime: WorkloadRuntime = {
  kind: 'service',
  schema: async () => (await import('./schema.ts')).serviceSchema as never,
  async locate(workload, transport, signal) {
    const [{probeService}, {unitOf}] = await Promise.all([import('./probe.ts'), import('./schema.ts')])
    const config = workload.config as unknown as ServiceConfig
    const seen = await probeService(config, transport, signal)
    const unit = unitOf(config.stop)
    const pids = seen.state === 'running' && config.pidfile !== undefined ? await pidsOf(config.pidfile, transport, signal) : []
    return {...seen, pids, units: unit === undefined ? [] : [unit], containers: []}
  },
  mover: async () => (await import('./service-mover.ts')).serviceMover,
}

/** The process that the file names, its children and theirs; none where it names none. */
async function pidsOf(pidfile: string, transport: Transport, signal: AbortSignal): Promise<number[]> {
  const [{runScript}, {locateScript}] = await Promise.all([import('../target/run-script.ts'), import('../process/scripts/find.ts')])
  return (await runScript(transport, locateScript, {pidfile}, {signal, timeoutMs: 30_000})).numbers('pids')
}
