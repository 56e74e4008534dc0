import type {ZodType} from 'zod'
import type {Transports} from '../transport/transport.ts'

/** `unknown` is an answer of its own: it is never reported as on or off. */
export type PowerState = 'on' | 'off' | 'unknown'

/**
 * Which outlet of which device, as its driver names it. The driver writes it in canonical spelling, compares,
 * formats and parses it. Other code may only compare `driver` and `device` as text: equal texts mean the same device.
 */
export interface OutletIdentity {
  readonly driver: string
  readonly device: string
  /** Undefined for a device that is its own and only outlet. */
  readonly child?: string
}

/** One reading of an outlet. */
export interface PowerReading {
  state: PowerState
  /** Which outlet answered, however the inventory names it (by number, alias or id). */
  outlet: OutletIdentity
  /** Which device answered, as pinned in the inventory: device id, MAC, model. */
  identity?: {deviceId?: string; mac?: string; model?: string; alias?: string}
  /** Watts, where the outlet has a meter. */
  watts?: number
  /** Seconds that the relay has been on. */
  onForS?: number
  /** Everything else that the device reported (firmware, rssi in dBm, …), for `ops power info`. */
  detail?: Record<string, unknown>
}

export interface PowerCapabilities {
  meter: boolean
  outlets: number
  identity: boolean
}

/**
 * One outlet behind one driver. `on` and `off` return when the device acknowledged. That proves nothing, so the
 * caller reads the state back. A missing answer throws POWER_UNKNOWN; only requests that are safe to repeat are repeated.
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

/** An outlet of the inventory, with its last reading where there is one. */
export interface KnownOutlet<C> {
  config: C
  reading?: PowerReading
}

/** Two entries of the inventory for one outlet, joined. */
export interface MergedConfig<C> {
  config: C
  /** Keys that have different values in both. */
  conflicts: {key: string; first: unknown; second: unknown}[]
}

/** What an outlet needs besides its device, for guards and doctor. */
export interface OutletDependencies {
  /** Host of the inventory on which the driver's commands run. */
  host?: string
  /** Network address of the device. */
  address?: string
  /** Programs that the driver starts on this machine. */
  programs?: readonly string[]
}

/**
 * Registered by name. `C` is the configuration as the driver's schema returns it. The methods without a Promise ask no
 * device.
 */
export interface PowerDriverFactory<C = unknown> {
  readonly name: string
  /** Checks what is written beside `driver:` in the inventory, a mapping. Any zod type: object, union, refined, transformed. */
  schema(): Promise<ZodType<C>>
  open(config: C, deps: PowerDriverDeps): Promise<PowerDriver>
  /** The outlet that a configuration names; equal for two hosts that share it under one spelling. */
  identify(config: C): OutletIdentity
  /** `kasa/10.0.0.9:9999/3`: in the journal, in leases, as a key of `outlets:` and in output. */
  formatOutlet(outlet: OutletIdentity): string
  /** The inverse of `formatOutlet`; undefined for text that names no outlet of this driver. */
  parseOutlet(text: string): OutletIdentity | undefined
  /** Whether the device of `other` may be that of `known` under another spelling. Names may be resolved; no device is asked. */
  mayShareDevice(known: KnownOutlet<C>, other: C): Promise<boolean>
  /** Whether two readings are of one outlet. */
  isSameOutlet(one: PowerReading, other: PowerReading): boolean
  /** Joins two entries for one outlet; without it they are joined key by key, and different values are conflicts. */
  mergeConfigs?(first: C, second: C): MergedConfig<C>
  /** Keys and values that would pin the device in the inventory, without those that are there. */
  missingPins?(config: C, reading: PowerReading): Record<string, string>
  dependencies?(config: C): OutletDependencies
}
