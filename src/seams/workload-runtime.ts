import type {ZodType} from 'zod'
import type {Workload} from '../inventory/inventory.ts'
import type {Transport} from '../transport/transport.ts'

/** Whether a declared workload runs on a host, and which of the host's processes, units and containers it accounts for. */
export interface WorkloadPresence {
  state: 'running' | 'held' | 'absent' | 'unknown'
  /** Every process of it, so that discovery does not call them undeclared. */
  pids: number[]
  units: string[]
  containers: string[]
  /** One sentence with the evidence. */
  detail: string
}

/** One kind of work that can be told apart and moved: `process`, `service`, later runc, Podman, Incus. */
export interface WorkloadRuntime {
  kind: string
  /** Checks what stands beside `name` and `kind` in the inventory. */
  schema(): Promise<ZodType<Record<string, unknown>>>
  locate(workload: Workload, transport: Transport, signal: AbortSignal): Promise<WorkloadPresence>
}
