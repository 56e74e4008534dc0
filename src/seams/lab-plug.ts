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

/** Registered by the power plugin: how a lab starts a simulated plug as a process of its own. */
export interface LabPlugFactory {
  /** Writes what the plug needs and returns the argv of its process, which ends cleanly on SIGTERM. */
  prepare(spec: LabPlugSpec): Promise<string[]>
}
