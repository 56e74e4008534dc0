import type {WorkloadPresence, WorkloadRuntime} from '@ops/core/seams'

/** A process tree found by its pidfile or by a command, moved with criu. */
export const processRuntime: WorkloadRuntime = {
  kind: 'process',
  schema: async () => (await import('./config/process-schema.ts')).processSchema as never,
  async locate(workload, transport, signal) {
    const {joinArgv, locateScript, runScript} = await import('../remote/run-script.ts')
    const {pidfile, pid} = workload.config as {pidfile?: string; pid?: string[]}
    const finder = pidfile === undefined ? {argv: joinArgv(pid ?? [])} : {pidfile}
    const output = await runScript(transport, locateScript, finder, {signal, timeoutMs: 30_000})
    return {
      state: (output.get('state') ?? 'unknown') as WorkloadPresence['state'],
      pids: output.numbers('pids'),
      units: [],
      containers: [],
      detail: output.get('detail') ?? '',
    }
  },
  async mover() {
    const [{processMover}, {withPolicies}] = await Promise.all([import('./process-mover.ts'), import('../policies/with-policies.ts')])
    return withPolicies(processMover, {
      starts: 'outside',
      target: (_, {migrationContext}) => ({pid: Number(migrationContext['pid']), units: [], commands: []}),
    })
  },
}
