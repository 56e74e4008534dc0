import type {ZodType} from 'zod'
import type {Transports} from '../transport/transport.ts'
import type {Untrusted} from '../untrusted/index.ts'

/** `unknown` is an answer of its own: it is never reported as on or off. */
export type PowerState = 'on' | 'off' | 'unknown'

/**
 * Which outlet of which device. The driver makes it in canonical spelling (lower case, the port always written), compares it,
 * prints it and parses it; everybody else may only tell whether `driver` and `device` are the same text, which means one device.
 */
export interface OutletIdentity {
  /** Name of the factory. */
  readonly driver: string
  /** By convention HOST:PORT, formatted by `formatHostPort` of `@ops/core/net`. */
  readonly device: string
  /** Number, alias or id of an outlet of a strip; undefined for a device that is its own and only outlet. */
  readonly child?: string
}

/** One reading of an outlet. A driver that cannot tell throws instead, with the reason; the state counts as unknown then. */
export interface PowerReading {
  state: PowerState
  /** Which outlet answered: the same for each way in which the inventory may name it (number, alias, id). */
  outlet: OutletIdentity
  /** Which device answered, by what does not change when its address does. Pins are compared with it. Ids have a shape that the driver checks. */
  identity?: {deviceId?: string; mac?: string; model?: Untrusted; alias?: Untrusted}
  /** Which outlet of a strip answered, by what does not change with the order or the names of its outlets. */
  childId?: string
  /** Watts that this outlet feeds; left out where there is no meter, or one meter for several outlets. */
  watts?: number
  /** Seconds that the relay has been on. */
  onForS?: number
  /** Everything else that the device reported (firmware, rssi in dBm, …), for `ops power info`. */
  detail?: Record<string, unknown>
}

/**
 * One outlet behind one driver. `@ops/plugin-power/driver-contract` tests these rules:
 *
 * - `on` and `off` return when the device has acknowledged. They prove nothing: the outlet is read afterwards.
 * - An error with the code POWER_UNKNOWN, or one that is no OpsError, means that the outlet may have switched. Every other
 *   OpsError means that it did not.
 * - A command is sent again only while no byte of it has left. A question may always be asked again.
 * - `signal` ends every wait. Before the command has left the reason of the signal is thrown, afterwards POWER_UNKNOWN.
 * - ops aborts the signal of each act after 55 s, since `on` and `off` are called under a lease that holds for 60 s more. A driver
 *   ends at once when its signal aborts, whatever it waits for: its turn, a connection, an answer, the pause before another try.
 * - A device other than the pinned one, or than the known one (`PowerDriverDeps.known`), is neither switched nor read.
 */
export interface PowerDriver extends AsyncDisposable {
  on(signal: AbortSignal): Promise<void>
  off(signal: AbortSignal): Promise<void>
  /** Asks the device each time; a reading is never kept. May be called several times at once. */
  read(signal: AbortSignal): Promise<PowerReading>
}

export interface PowerDriverDeps {
  /** Runs commands on hosts of the inventory, for a driver that needs one. */
  transports: Transports
  /** The machine that the outlet feeds; for error sentences only. */
  host: string
  /**
   * The ids that the outlet had when ops first saw it. Another device, or another outlet of a strip, is neither read nor switched
   * (POWER_PLUG_CHANGED). A number of an outlet stands for the child id that it had.
   */
  known?: {deviceId?: string; mac?: string; childId?: string}
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
  /** What to do about a conflict, and why the two entries are one outlet; one sentence. */
  hint?: string
}

/** What an outlet needs besides its device, for guards and doctor. */
export interface OutletDependencies {
  /** Host of the inventory on which the driver's commands run. */
  host?: string
  /** Network address of the device. */
  address?: string
  /** Programs that the driver starts on this machine. */
  programs?: readonly string[]
  /** Files of this machine whose first line is a password. */
  files?: readonly string[]
  /** Environment variables that hold passwords. */
  variables?: readonly string[]
}

/**
 * A kind of outlet, registered by its name. `C` is the configuration as the driver's schema returns it. Everything but `open`
 * works without asking a device.
 */
export interface PowerDriverFactory<C = unknown> {
  /** The value of `driver:` in the inventory, and the start of every outlet id. */
  readonly name: string
  /** Checks what is written beside `driver:` in the inventory, a mapping. Any zod type: object, union, refined, transformed. */
  schema(): Promise<ZodType<C>>
  /** Need not connect: `read`, `on` and `off` do. What it opens is disposed of with the driver. */
  open(config: C, deps: PowerDriverDeps): Promise<PowerDriver>
  /** The outlet that a configuration names; equal for two hosts that share it under one spelling. */
  identify(config: C): OutletIdentity
  /**
   * `kasa/10.0.0.9:9999/3`: in the journal, in leases, as a key of `outlets:` and in output. In `DRIVER/DEVICE/OUTLET` slashes of the
   * device, `%` and characters that show nothing are percent-encoded; `formatOutletId` of `@ops/plugin-power/driver-kit` does that.
   */
  formatOutlet(outlet: OutletIdentity): string
  /** The inverse of `formatOutlet`; undefined for text that names no outlet of this driver. */
  parseOutlet(text: string): OutletIdentity | undefined
  /**
   * Whether the device of `other` may be that of `known` under another spelling: when in doubt true, since both are read then.
   * Names may be resolved.
   */
  mayShareDevice(known: KnownOutlet<C>, other: C): Promise<boolean>
  /** Whether two readings are of one outlet, whichever address each came from. */
  isSameOutlet(one: PowerReading, other: PowerReading): boolean
  /** Joins two entries for one outlet; without it they are joined key by key, and different values are conflicts. */
  mergeConfigs?(first: C, second: C): MergedConfig<C>
  /** Keys and values that would pin the device in the inventory, without those that are there; `ops power info` prints them. */
  missingPins?(config: C, reading: PowerReading): Record<string, string>
  /** What the guards must not cut while the outlet is switched, and what `ops doctor` looks for. */
  dependencies?(config: C): OutletDependencies
}
