/** A running piece of the lab: what it adds to the lab's ops.yaml, and its processes. */
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
  /** Folder of the lab; a part writes only below it. */
  root: string
  /** True when namespaces, mounts and cgroups can be made. */
  privileged: boolean
  signal: AbortSignal
  /** Belongs into the environment of every process that the part starts, so that `down` finds it after any crash. */
  env: Readonly<Record<string, string>>
  /** Reports progress. */
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
   * Removes everything that `up` made, complete or not. After an `up` that was interrupted the piece is empty: the names of
   * everything outside of `root` that is not a process, such as network links, must follow from `root`.
   */
  down(piece: LabPiece, context: LabPartContext): Promise<void>
}
