import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import {errors} from './errors.ts'
import type {Surroundings} from './surroundings.ts'
import {errorMessage} from '../text/index.ts'

/** Notifies systemd of the state of the daemon (sd_notify(3)). */
export interface ServiceManager extends AsyncDisposable {
  notify(...assignments: string[]): Promise<void>
}

const run = promisify(execFile)

/**
 * Node has no datagram sockets in the unix domain, so systemd's own systemd-notify sends them; it waits until systemd took
 * them. As it is a child of the daemon, the unit needs `NotifyAccess=all`. Without NOTIFY_SOCKET nothing is sent.
 */
export function serviceManager({env, pid, clock}: Surroundings): ServiceManager {
  const isManaged = env['NOTIFY_SOCKET'] !== undefined
  const done = new AbortController()
  const notify = async (...assignments: string[]) => {
    if (!isManaged) return
    await run('systemd-notify', assignments, {env: {...env}, timeout: 10_000}).catch((cause: Error) => {
      throw errors.DAEMON_NOTIFY_FAILED({cause}, errorMessage(cause))
    })
  }
  const watchdog = watchdogMs(env, pid)
  const sendHeartbeats = async (everyMs: number) => {
    for (;;) {
      await clock.sleep(everyMs, done.signal)
      await notify('WATCHDOG=1').catch(() => {})
    }
  }
  // Ends when `done` aborts the sleep. A heartbeat that fails is ignored: systemd then restarts the daemon.
  if (isManaged && watchdog !== undefined) sendHeartbeats(watchdog / 2).catch(() => {})
  return {
    notify,
    async [Symbol.asyncDispose]() {
      done.abort()
    },
  }
}

/** sd_watchdog_enabled(3). */
function watchdogMs(env: Surroundings['env'], pid: number): number | undefined {
  const us = Number(env['WATCHDOG_USEC'])
  const forUs = env['WATCHDOG_PID'] === undefined || env['WATCHDOG_PID'] === String(pid)
  return forUs && us > 0 ? us / 1000 : undefined
}
