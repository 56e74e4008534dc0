import type {WorkloadRuntime} from '@ops/core/seams'

/** Work with declared stop and start commands, moved cold: what every machine can have. */
export const serviceRuntime: WorkloadRuntime = {
  kind: 'service',
  schema: async () => (await import('./schema.ts')).serviceSchema as never,
  async locate(workload, transport, signal) {
    const [{probeService}, {unitOf}] = await Promise.all([import('./probe.ts'), import('./schema.ts')])
    const config = workload.config as never
    const seen = await probeService(config, transport, signal)
    const unit = unitOf((workload.config['stop'] as string[] | undefined) ?? [])
    return {...seen, pids: [], units: unit === undefined ? [] : [unit], containers: []}
  },
  mover: async () => (await import('./service-mover.ts')).serviceMover,
}
