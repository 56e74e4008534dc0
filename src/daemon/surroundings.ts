import {type Clock, systemClock} from '../time/index.ts'

/** What a daemon takes from its process; tests pass their own. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>
  pid: number
  clock: Clock
  /** Calls `action` at each SIGHUP until the returned function is called. */
  onHangup(action: () => void): () => void
}

export const systemSurroundings: Surroundings = {
  env: process.env,
  pid: process.pid,
  clock: systemClock,
  onHangup(action) {
    process.on('SIGHUP', action)
    return () => process.off('SIGHUP', action)
  },
}

/** sd_listen_fds(3): the first one; the others follow. */
const firstFd = 3

/** The sockets that systemd opened for this process: `named` by LISTEN_FDNAMES, `rest` in order. */
export function inheritedSockets({env, pid}: Pick<Surroundings, 'env' | 'pid'>): (name: string) => number | undefined {
  const count = env['LISTEN_PID'] === String(pid) ? Number(env['LISTEN_FDS'] ?? 0) : 0
  const names = (env['LISTEN_FDNAMES'] ?? '').split(':')
  const left = Array.from({length: count}, (_, at) => ({fd: firstFd + at, name: names[at] ?? ''}))
  return (name) => {
    const byName = left.findIndex((socket) => socket.name === name)
    // Without FileDescriptorName= systemd names a socket after its unit, or "unknown": then the order counts.
    const at =
      byName >= 0 ? byName : left.findIndex((socket) => socket.name === '' || socket.name === 'unknown' || socket.name.endsWith('.socket'))
    return at < 0 ? undefined : left.splice(at, 1)[0]?.fd
  }
}
