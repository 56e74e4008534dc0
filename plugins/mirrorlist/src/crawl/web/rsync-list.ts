import {execFile} from 'node:child_process'
import {errorMessage} from '@ops/core/text'
import {errors} from '../../errors/crawl.ts'
import {WebFailure} from './web.ts'

export interface RsyncEntry {
  size: number
  /** Unix seconds, as the mirror keeps the file's time. */
  timestamp: number
}

/** Lists one file over rsync; undefined: it is not there. Throws WebFailure, or MIRRORLIST_RSYNC_MISSING. */
export type RsyncList = (url: string, signal: AbortSignal) => Promise<RsyncEntry | undefined>

// EXIT VALUES of rsync(1).
const exits: Record<number, string> = {
  5: 'its rsync server refuses this request',
  10: 'the connection was refused',
  12: 'it does not speak the rsync protocol here',
  30: 'it did not answer in time',
  35: 'it did not answer in time',
}
const partial = 23

/** The system's rsync client, in UTC and with a name for files that no locale changes. */
export function rsyncList(timeoutMs: number, program = 'rsync'): RsyncList {
  const seconds = String(Math.max(1, Math.ceil(timeoutMs / 1000)))
  const argv = ['--list-only', '--no-motd', `--contimeout=${seconds}`, `--timeout=${seconds}`, '--']
  const env = {PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC'}
  return (url, signal) =>
    new Promise((resolve, reject) => {
      // --timeout is about silence; a mirror that drips bytes is ended from here.
      execFile(program, [...argv, url], {env, signal, timeout: 2 * timeoutMs + 1000, maxBuffer: 1 << 20}, (error, stdout) => {
        if (error === null) return resolve(parseListing(stdout))
        if (signal.aborted) return reject(signal.reason)
        const code = typeof error.code === 'number' ? error.code : undefined
        // A fault of this machine, not of the mirror.
        if (error.code === 'ENOENT') return reject(errors.MIRRORLIST_RSYNC_MISSING({cause: error}))
        if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return reject(new WebFailure('too-big', 'its listing is too long', error))
        if (code === partial) return resolve(undefined)
        if (error.killed === true) return reject(new WebFailure('timeout', 'it did not answer in time', error))
        if (code === undefined) return reject(new WebFailure('connect', `rsync could not be started: ${errorMessage(error)}`, error))
        return reject(new WebFailure('connect', exits[code] ?? `rsync ended with ${code}`, error))
      })
    })
}

/** `-rw-r--r--          3,047 2026/11/20 10:30:00 repomd.xml` */
export function parseListing(text: string): RsyncEntry | undefined {
  for (const line of text.split('\n')) {
    const match = /^-\S+\s+([\d,.]+)\s+(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)\s/.exec(line)
    if (match === null) continue
    const [, size = '', ...time] = match
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = time.map(Number)
    return {size: Number(size.replace(/\D/g, '')), timestamp: Date.UTC(year, month - 1, day, hour, minute, second) / 1000}
  }
  return undefined
}
