import {readdir, readFile} from 'node:fs/promises'
import {setTimeout as delay} from 'node:timers/promises'

/** Name of the variable that every process a lab starts on this machine carries; its value is the lab's folder. */
export const labMark = 'OPS_LAB_MARK'

/** True when a living process of this machine carries the lab's mark. */
export async function isMarked(pid: number, dir: string): Promise<boolean> {
  const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
  return environ.split('\0').includes(`${labMark}=${dir}`)
}

/** Process ids of this machine whose environment carries the lab's mark, but this process. */
export async function markedPids(dir: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(pids.map(async (pid) => (pid !== process.pid && (await isMarked(pid, dir)) ? [pid] : [])))
  return found.flat()
}

/** Ends all marked processes: SIGTERM, and SIGKILL for what remains after `graceMs`. False: some remain. */
export async function endMarked(dir: string, graceMs = 2000): Promise<boolean> {
  for (let waited = 0; ; waited += 20) {
    const pids = await markedPids(dir)
    if (pids.length === 0) return true
    if (waited > graceMs + 3000) return false
    if (waited === 0 || waited > graceMs) for (const pid of pids) signalProcess(pid, waited === 0 ? 'SIGTERM' : 'SIGKILL')
    await delay(20)
  }
}

/** The ids of a process in its PID namespaces, outermost first. */
export async function namespacedPids(pid: number): Promise<number[]> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return (/^NSpid:\s+(.*)$/m.exec(status)?.[1] ?? '').split(/\s+/).filter(Boolean).map(Number)
}

function signalProcess(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
