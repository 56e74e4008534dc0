import type {Host} from '../inventory/inventory.ts'
import type {Run} from '../runs/run.ts'
import type {EvacuationRequest} from './guard.ts'
import type {PowerState} from './power-driver.ts'
import type {Services} from './services.ts'

/** Whether it was shown that the outlets of a host feed it, or that they do not, or only the inventory says so. */
export type Wiring = 'proven' | 'assumed' | 'refuted'

/** One piece of evidence that a host is off (or on), and whether it holds. */
export interface Proof {
  /** `relay`, `meter`, `silence`, `wiring`. */
  kind: string
  holds: boolean | 'unknown'
  /** One sentence with the figures. */
  detail: string
}

export interface PowerOutcome {
  host: string
  power: PowerState
  /** False when it was so already. */
  changed: boolean
  proofs: Proof[]
  /** Left out while no outlet was read. */
  wiring?: Wiring
}

export interface PowerOffRequest {
  /** Skip the orderly shutdown. */
  hard?: boolean
  /** Passed to the evacuation guard. */
  evacuation?: EvacuationRequest
  /** Reason that overrides forcible findings; journalled. */
  force?: string
  /** Hosts whose names the user typed once more; a protected host needs it besides the reason. */
  confirmed?: readonly string[]
  /** Leases that the caller's run holds already, such as `host/node1`: they are not taken again. */
  held?: readonly string[]
}

/** Power as other domains use it (boot switches a machine on, fencing proves it off). Registered by the power plugin. */
export interface PowerControl {
  status(services: Services, host: Host, signal: AbortSignal): Promise<PowerOutcome>
  on(services: Services, run: Run, host: Host, signal: AbortSignal): Promise<PowerOutcome>
  off(services: Services, run: Run, host: Host, request: PowerOffRequest, signal: AbortSignal): Promise<PowerOutcome>
}
