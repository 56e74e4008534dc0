/** One outlet of a simulated plug: what its relay does on this machine. */
export interface LabPlugOutlet {
  alias: string
  /** Run when the relay closes; the plug acknowledges after it ended. A code other than 0 leaves the relay as it was. */
  on: string[]
  /** Run when the relay opens, likewise. */
  off: string[]
  /** State at the very first start; afterwards the state file tells. */
  initial: 'on' | 'off'
  /** What hangs on it draws this much, for models with a meter; 40 unless told. */
  watts?: number
}

/** The JSON that a simulated plug reads when it starts. */
export interface LabPlugConfig {
  /** Address and port for TCP and UDP; port 0 picks one. */
  address: string
  port: number
  /** `HS100`, `HS105`, `HS110` (with a meter), `HS300` (a strip): decides sysinfo, meter and children. */
  model: string
  alias: string
  /** 40 hex digits. */
  deviceId: string
  mac: string
  outlets: LabPlugOutlet[]
  /** Keeps the relays over restarts. */
  stateFile: string
  /** Written (atomically) once the sockets listen: `{"pid": …, "address": "…", "port": …}`. */
  readyFile?: string
  /**
   * JSON array of faults, one per exchange, used up from the front; read afresh before each exchange, so that rewriting
   * it injects faults while the plug runs. Each is `{"kind": …}`; the kinds stand in docs/power.md.
   */
  faultsFile?: string
  /** Faults from the start, before those of the file. */
  faults?: {kind: string}[]
  /** Newer firmware: TCP is closed, and UDP port 20002 of the address names KLAP. */
  klap?: boolean
}

/** Registered by the power plugin: how a lab starts a simulated plug as a process of its own. */
export interface LabPlugFactory {
  /** argv is `[command, ...args(configFile)]`; ends cleanly on SIGTERM. */
  entry(): {command: string; args(configFile: string): string[]}
}
