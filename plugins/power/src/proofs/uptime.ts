import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'

const tryMs = 10_000
/** Ticks of a second in /proc/PID/stat: USER_HZ, 100 on every machine that ops runs on. */
const ticks = 100

/** Milliseconds for which a machine has run; undefined while it executes no commands. */
export async function readUptime(
  {transports}: Pick<Services, 'transports'>,
  {name}: Host,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    const {stdout} = await transports.to(name).exec(['cat', '/proc/uptime', '/proc/1/stat'], {timeoutMs: tryMs, signal})
    return parseUptime(stdout)
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}

/**
 * Milliseconds since process 1 started, from /proc/uptime and /proc/1/stat: of a container, /proc/uptime alone is that of its kernel.
 * The start is field 22 of stat, in ticks since boot (proc_pid_stat(5)); it is left out where other users' processes are hidden.
 */
export function parseUptime(text: string): number | undefined {
  const [line = '', stat = ''] = text.split('\n')
  const seconds = Number.parseFloat(line)
  // The name of the program, in brackets, may have blanks.
  const started = Number(
    stat
      .slice(stat.lastIndexOf(')') + 1)
      .trim()
      .split(' ')[19] ?? 0,
  )
  return Number.isFinite(seconds) && Number.isFinite(started) ? (seconds - started / ticks) * 1000 : undefined
}
