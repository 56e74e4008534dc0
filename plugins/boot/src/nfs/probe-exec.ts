import {execFile} from 'node:child_process'

export interface Probed {
  /** Null: it was ended because it took too long. */
  code: number | null
  stdout: Buffer
  stderr: string
  /** The program is not on this machine. */
  missing: boolean
}

/** Runs one probing program of this machine; failing is an answer, never an exception. */
export type ProbeExec = (argv: readonly string[], signal: AbortSignal) => Promise<Probed>

/** Milliseconds for one look at a server that may be down. */
const probeMs = 10_000
/** Most bytes of one answer: a shell of the root is read whole. */
const probeBytes = 64 << 20

export const systemProbe: ProbeExec = ([program = '', ...args], signal) =>
  new Promise((resolve) => {
    const env = {...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`}
    execFile(program, args, {timeout: probeMs, maxBuffer: probeBytes, encoding: 'buffer', env, signal}, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null
      resolve({code, stdout, stderr: stderr.toString().trim(), missing: (error as NodeJS.ErrnoException | null)?.code === 'ENOENT'})
    })
  })
