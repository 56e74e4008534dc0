import type {ZodType} from 'zod'
import type {Host} from '../inventory/inventory.ts'
import type {Run} from '../runs/run.ts'
import type {Services} from './services.ts'

export interface PlaybookStepContext {
  services: Services
  run: Run
  signal: AbortSignal
}

/** One step of a playbook, e.g. `power.off`: facts are probed, the plan is pure over them, `apply` follows it. */
export interface PlaybookAction<I = unknown, F = unknown> {
  name: string
  schema(): Promise<ZodType<I>>
  probe(host: Host, input: I, context: PlaybookStepContext): Promise<F>
  plan(host: Host, input: I, facts: F): string[]
  apply(host: Host, input: I, facts: F, context: PlaybookStepContext): Promise<Record<string, unknown>>
  undo?(host: Host, input: I, facts: F, context: PlaybookStepContext): Promise<Record<string, unknown>>
}
