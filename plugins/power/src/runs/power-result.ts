import type {ErrorJson} from '@ops/core/errors'
import type {BootProgress, Finding, PowerOutcome, Proof} from '@ops/core/seams'

/** The outcome of one host; `error` when its state is not the wanted one, or unknown. */
export interface PowerResult extends PowerOutcome {
  /** Other hosts on the same outlets, which lost their power too. */
  alsoCut?: string[]
  /** The host of the same command whose cut took the power of this one. */
  cutWith?: string
  /** Of a power cycle: the proofs that it was off in between; `proofs` are those that it is on again. */
  cycled?: {proofs: readonly Proof[]}
  /** What the guards found: why the act was refused, or without the error GUARD_REFUSED, what the reason of --force overrode. */
  findings?: readonly Finding[]
  /** Machines that this run did not shut down, and why. */
  shutdownSkipped?: SkippedShutdown[]
  /** Machines that were told to shut down. */
  shutDown?: string[]
  /** Steps of the act, for `--dry-run`. */
  plan?: string[]
  /** The observed boot, for `--netboot`. */
  boot?: NetbootTrace
  error?: ErrorJson
}

export interface SkippedShutdown {
  host: string
  why: string
  /** An earlier run had shut it down. */
  isDown?: true
}

/** The stages of a boot, as observed; the stage of the relay is added by power itself. */
export interface NetbootTrace {
  verdict: 'booted' | 'stopped'
  stages: BootProgress[]
  /** The stage at which it stopped, and why; of `stopped` only. */
  stoppedAt?: string
  why?: string
}

export interface HostsResult {
  hosts: PowerResult[]
  /** Id of the run in the journal; none for a dry run. */
  run?: string
}

/** Collects the result of one host while a command works on it, so that a failure keeps what was found before it. */
export class HostRecord {
  #known: PowerResult

  constructor(host: string) {
    this.#known = {host, power: 'unknown', changed: false, proofs: []}
  }

  get result(): PowerResult {
    return this.#known
  }

  add(facts: Partial<Omit<PowerResult, 'host'>>): void {
    this.#known = {...this.#known, ...facts}
  }
}
