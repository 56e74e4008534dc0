import type {PlugModel} from './models.ts'

export interface OutletState {
  alias: string
  /** What the relay really is. */
  closed: boolean
  /** What the plug says it is; differs from `closed` only with a fault. */
  reported: boolean
  /** Drawn while the relay is closed. */
  watts: number
  /** Milliseconds since 1970. */
  closedAt: number
}

export interface PlugState {
  model: PlugModel
  alias: string
  deviceId: string
  mac: string
  outlets: OutletState[]
}

export function childId({deviceId}: PlugState, at: number): string {
  return deviceId + at.toString(16).padStart(2, '0').toUpperCase()
}
