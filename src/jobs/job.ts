/** A command that runs on a host on its own: it outlives the link, and ops. */
export interface JobSpec {
  /** Names the run folder on the host: letters, digits, `.`, `_`, `-`. */
  id: string
  argv: readonly string[]
  /** Added to the environment that the host gives. */
  env?: Readonly<Record<string, string>>
  /** Working directory; `/` unless told. */
  cwd?: string
}

export interface JobState {
  /**
   * `none`: no run folder of that id. `lost`: it left no exit code (killed with its supervisor, or the host went down);
   * without `pid` the command never began.
   */
  state: 'none' | 'running' | 'ended' | 'lost'
  /** Exit code, or 128 + the signal's number. */
  rc?: number
  /** Number of the signal that ended it. */
  signal?: number
  /** Process id of the command on the host. */
  pid?: number
}

export interface JobOptions {
  /**
   * Folder of the run folders on the host: /run/ops/jobs for root, else /tmp/ops-UID/jobs. (Not $XDG_RUNTIME_DIR: logind
   * removes that with the user's last session, which a dropped link may be.)
   */
  root?: string
  signal?: AbortSignal
}
