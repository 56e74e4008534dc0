/** A running piece of the lab: what it adds to the lab's ops.yaml, and how it is taken away. */
export interface LabPiece {
  name: string
  /** Merged into the lab's ops.yaml (hosts, phones, outlets). */
  inventory: Record<string, unknown>
  /** Process ids on this machine that belong to it; all are ended by `down`. */
  pids: number[]
  /** One line for `ops lab status`. */
  summary: string
}

export interface LabPartContext {
  /** Folder of the lab; everything that a part writes goes below it. */
  root: string
  /** True when namespaces, mounts and cgroups can be made. */
  privileged: boolean
  signal: AbortSignal
  /** Goes into the environment of every process that the part starts, so that `down` finds it after any crash. */
  env: Readonly<Record<string, string>>
  /** Says what goes on. */
  say(line: string): void
}

/** A kind of thing that `ops lab up --with NAME` can add; each domain registers its own. */
export interface LabPart {
  name: string
  /** Debian packages on this machine that it needs. */
  packages: readonly string[]
  /** Part of every lab, or only with `--with NAME`. */
  byDefault: boolean
  up(context: LabPartContext): Promise<LabPiece>
  /**
   * Takes away what `up` made, whether all of it is there or not. After an `up` that was cut off the piece is empty: the
   * names of what is no process and lies outside of `root`, such as network links, must follow from `root`.
   */
  down(piece: LabPiece, context: LabPartContext): Promise<void>
}
