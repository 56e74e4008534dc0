import type {WorkloadPresence, WorkloadRuntime} from '@ops/core/seams'

/** A process tree found by its pidfile or by a command, moved with criu. */
export const processRuntime: WorkloadRuntime = {
  kind: 'process',
  schema: async () => (await import('./schema.ts')).processSchema as never,
  async locate(workload, transport, signal) {
    const [{runScript}, {locateScript}] = await Promise.all([import('../target/run-script.ts'), import('./scripts/find.ts')])
    const {pidfile, pid} = workload.config as {pidfile?: string; pid?: string[]}
    const finder = pidfile === undefined ? {words: (pid ?? []).join('\x1f')} : {pidfile}
    const found = await runScript(transport, locateScript, finder, {signal, timeoutMs: 30_000})
    return {
      state: (found.get('state') ?? 'unknown') as WorkloadPresence['state'],
      pids: found.numbers('pids'),
      units: [],
      containers: [],
      detail: found.get('detail') ?? '',
    }
  },
  mover: async () => (await import('./process-mover.ts')).processMover,
}
