import {readFile, readlink} from 'node:fs/promises'
import {hostname} from 'node:os'

/** Distinguishes a process from every other one, also from a later one with the same pid. */
export interface ProcessIdentity {
  host: string
  /** /proc/sys/kernel/random/boot_id: pids mean nothing after a reboot. */
  boot: string
  /** The pid namespace, as `/proc/self/ns/pid` names it. */
  namespace: string
  pid: number
  /** Field 22 of /proc/PID/stat (proc_pid_stat(5)): clock ticks since boot at which it started. */
  startTicks: number
}

/** Start of a living process in clock ticks since boot; undefined when no such process lives (a zombie has ended). */
export async function startTicksOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined)
  return stat === undefined ? undefined : parseStartTicks(stat)
}

/** The command name (field 2) may hold spaces and parentheses: fields count from its last `)`. */
export function parseStartTicks(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state] = fields
  const ticks = Number(fields[22 - 3])
  return state === 'Z' || state === 'X' || !Number.isSafeInteger(ticks) ? undefined : ticks
}

/** The identity of a process of this machine, by default this one. */
export async function identify(pid = process.pid): Promise<ProcessIdentity | undefined> {
  const startTicks = await startTicksOf(pid)
  if (startTicks === undefined) return undefined
  const [boot, namespace] = await Promise.all([readFile('/proc/sys/kernel/random/boot_id', 'utf8'), readlink('/proc/self/ns/pid')])
  return {host: hostname(), boot: boot.trim(), namespace, pid, startTicks}
}

/** `unknown` for a process of another machine or pid namespace, which cannot be seen from here. */
export async function livenessOf(process: ProcessIdentity): Promise<'alive' | 'gone' | 'unknown'> {
  const self = await identify()
  if (self === undefined || process.host !== self.host) return 'unknown'
  if (process.boot !== self.boot) return 'gone'
  if (process.namespace !== self.namespace) return 'unknown'
  return (await startTicksOf(process.pid)) === process.startTicks ? 'alive' : 'gone'
}
