import type {PowerDriverFactory} from '@ops/core/seams'

/** Keys beside `driver:` in ops.yaml, as a person wrote them. */
export type Entry = Record<string, unknown>

/** One outlet of a simulated device, and its real state. */
export interface DriverSubject extends AsyncDisposable {
  /** As `register` adds it, with time limits that a busy machine keeps. */
  factory: PowerDriverFactory
  /** Names the outlet. */
  entry: Entry
  /**
   * Every other way in which an entry may name this outlet of this device: by number, alias or id, or by leaving out what is the
   * default. A driver with one way writes `entry` with another value of a key that names no outlet.
   */
  sameDeviceEntries: readonly Entry[]
  /** Whether the outlet is really on; undefined where the device shows it in no other way. */
  isOn(): Promise<boolean | undefined>
  /**
   * Makes the device carry out the next command to switch and then close the connection without an answer (`cut`), or keep it
   * open and never answer (`hang`). Takes effect before it returns its promise, which resolves when the device has switched.
   */
  failNextSwitch(fault: 'cut' | 'hang'): Promise<void>
  /** Another device, which answers nothing. */
  silentDevice(): Promise<SilentDevice>
}

/** A device that neither takes nor refuses a connection, such as one without power; `silentListener` makes its address. */
export interface SilentDevice extends AsyncDisposable {
  entry: Entry
  /** True where a command is carried out although nothing answers: a driver that starts a program. Its outcome is unknown then. */
  takesCommands?: boolean
}

export interface ContractCase {
  name: string
  /** Throws when the driver breaks the contract. */
  run(): Promise<void>
}
