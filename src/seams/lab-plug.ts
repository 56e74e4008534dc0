import type {ZodType} from 'zod'

/** One outlet of a simulated plug: what its relay does on this machine. */
export interface LabPlugOutlet {
  name: string
  /** Run when the relay closes; the plug acknowledges when it has ended. A code other than 0 leaves the relay as it was. */
  on: string[]
  /** Run when the relay opens, likewise. */
  off: string[]
  /** Ends with 0 while the machine on the outlet runs: it draws its load then, and a few watts otherwise. */
  running?: string[]
  /** State at the very first start; later starts read the state file. */
  initial: 'on' | 'off'
}

/** What a lab decides about a simulated plug; its kind (protocol, model, meter, faults) is the power plugin's. */
export interface LabPlugSpec {
  name: string
  /** Port 0 picks one. */
  address: string
  port: number
  /** What the plug says that it is, so that the inventory can pin it. */
  identity: {deviceId: string; mac: string}
  outlets: LabPlugOutlet[]
  files: {
    /** Written by `prepare`. */
    config: string
    /** Keeps the relays over restarts. */
    state: string
    /** Written (atomically) once the plug listens: `{"pid": …, "address": "…", "port": …}`. */
    ready: string
    /** Faults of the plug, in the format of its kind; read before each exchange, so that a test injects them while it runs. */
    faults?: string
  }
}

/** What a plug in this process tells whoever started it. */
export interface LabPlugStart {
  /** Called when a relay has switched. */
  onRelay(outlet: string, on: boolean): void
  /** What went wrong, as a line. */
  report(line: string): void
}

/** A simulated plug that listens in this process until it is disposed of. */
export interface LabPlugServer extends AsyncDisposable {
  model: string
  address: string
  port: number
  /** `power:` of a machine on it, as YAML. */
  entry: string
}

/** Registered by the power plugin: how a lab starts a simulated plug as a process of its own, and `ops lab plug` one in its own. */
export interface LabPlugFactory {
  /** Checks what a user writes about one plug; every key may be left out. */
  schema(): Promise<ZodType>
  /** `settings`: as the schema returned them. */
  start(settings: unknown, watch: LabPlugStart): Promise<LabPlugServer>
  /** Writes what the plug needs and returns the argv of its process, which ends cleanly on SIGTERM. */
  prepare(spec: LabPlugSpec): Promise<string[]>
}
