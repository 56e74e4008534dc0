import {type Clock, systemClock} from '../time/index.ts'

/** What a daemon takes from its process; tests give their own. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>
  pid: number
  clock: Clock
  /** Calls `does` at each SIGHUP until the returned function is called. */
  onHangup(does: () => void): () => void
}

export const systemSurroundings: Surroundings = {
  env: process.env,
  pid: process.pid,
  clock: systemClock,
  onHangup(does) {
    process.on('SIGHUP', does)
    return () => process.off('SIGHUP', does)
  },
}
