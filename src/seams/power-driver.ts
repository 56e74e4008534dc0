import type {ZodType} from 'zod'
import type {Transports} from '../transport/transport.ts'

/** `unknown` is an answer of its own: it is never reported as on or off. */
export type PowerState = 'on' | 'off' | 'unknown'

/** One look at an outlet. */
export interface PowerReading {
  state: PowerState
  /** Who answered, as pinned in the inventory: device id, MAC, model. */
  identity?: {deviceId?: string; mac?: string; model?: string; alias?: string}
  /** Watts, where the outlet has a meter. */
  watts?: number
  /** Seconds that the relay has been on. */
  onForS?: number
  /** Which outlet answered, in the form of `outletId`, however the inventory names it (by number, alias or id). */
  outletId?: string
  /** Whatever else the device told (firmware, rssi in dBm, …), for `ops power info`. */
  detail?: Record<string, unknown>
}

export interface PowerCapabilities {
  meter: boolean
  outlets: number
  identity: boolean
}

/**
 * One outlet behind one driver. `on` and `off` return when the device acknowledged; they prove nothing: the service
 * reads back. An answer that did not come throws POWER_UNKNOWN; nothing is repeated that is not safe to repeat.
 */
export interface PowerDriver extends AsyncDisposable {
  on(signal: AbortSignal): Promise<void>
  off(signal: AbortSignal): Promise<void>
  read(signal: AbortSignal): Promise<PowerReading>
  capabilities(signal: AbortSignal): Promise<PowerCapabilities>
}

export interface PowerDriverDeps {
  transports: Transports
  /** The machine that the outlet feeds; used in sentences. */
  host: string
}

/** Registered by name; `schema` checks what stands beside `driver:` in the inventory. */
export interface PowerDriverFactory {
  name: string
  schema(): Promise<ZodType<Record<string, unknown>>>
  open(config: Record<string, unknown>, deps: PowerDriverDeps): Promise<PowerDriver>
  /** Canonical name of the outlet, equal for two hosts that share it: `kasa/10.0.0.9:9999/3`. */
  outletId(config: Record<string, unknown>): string
}
