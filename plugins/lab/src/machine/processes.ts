import {readdir, readFile} from 'node:fs/promises'
import {setTimeout as delay} from 'node:timers/promises'

/** The environment variable of every process that a lab starts on this machine; its value is the lab's folder. */
export const labMark = 'OPS_LAB_MARK'

/** The same for the processes of one host; its value is the host's name. */
export const hostMark = 'OPS_LAB_HOST'

/** The same for the processes of a part; its value is the part's name. */
export const partMark = 'OPS_LAB_PART'

/** Selects processes with the lab's mark and no host's: plugs and their relays. */
export const noHost = Symbol('no host')

/** True when a living process of this machine carries the lab's mark (and that of a host, or none). */
export async function isMarked(pid: number, dir: string, host?: string | typeof noHost): Promise<boolean> {
  const environ = (await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')).split('\0')
  if (!environ.includes(`${labMark}=${dir}`)) return false
  const [ofHost] = environ.flatMap((entry) => (entry.startsWith(`${hostMark}=`) ? [entry.slice(hostMark.length + 1)] : []))
  return host === undefined || ofHost === (host === noHost ? undefined : host)
}

/** Process ids of this machine that a part of the lab started. */
export async function partPids(dir: string, part: string): Promise<number[]> {
  const ofPart = async (pid: number) =>
    (await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')).split('\0').includes(`${partMark}=${part}`)
  const found = await Promise.all((await markedPids(dir)).map(async (pid) => ((await ofPart(pid)) ? [pid] : [])))
  return found.flat()
}

/** Process ids of this machine whose environment carries the lab's mark, but this process. */
export async function markedPids(dir: string, host?: string | typeof noHost): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(pids.map(async (pid) => (pid !== process.pid && (await isMarked(pid, dir, host)) ? [pid] : [])))
  return found.flat()
}

/** Ends processes: SIGTERM, and SIGKILL for what remains after `graceMs`. False: some remain. */
export async function endMarked(find: () => Promise<number[]>, graceMs = 2000): Promise<boolean> {
  for (let waited = 0; ; waited += 20) {
    const pids = await find()
    if (pids.length === 0) return true
    if (waited > graceMs + 3000) return false
    const name = waited >= graceMs ? 'SIGKILL' : 'SIGTERM'
    if (waited === 0 || name === 'SIGKILL') for (const pid of pids) signalProcess(pid, name)
    await delay(20)
  }
}

/** The ids of a process in its PID namespaces, outermost first. */
export async function namespacedPids(pid: number): Promise<number[]> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return (/^NSpid:\s+(.*)$/m.exec(status)?.[1] ?? '').split(/\s+/).filter(Boolean).map(Number)
}

export function signalProcess(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
