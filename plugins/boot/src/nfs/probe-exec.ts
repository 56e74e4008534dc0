import {execFile} from 'node:child_process'

export interface Probed {
  /** Null: it was killed after its timeout. */
  code: number | null
  stdout: Buffer
  stderr: string
  /** The program is not installed. */
  missing: boolean
}

/** Runs a program on this machine; a failure is returned, never thrown. */
export type ProbeExec = (argv: readonly string[], signal: AbortSignal) => Promise<Probed>

/** Timeout of one probe, milliseconds. */
const probeMs = 10_000
/** Most bytes of output: the shell of a root is read as a whole. */
const probeBytes = 64 << 20

export const systemProbe: ProbeExec = ([program = '', ...args], signal) =>
  new Promise((resolve) => {
    const env = {...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`}
    execFile(program, args, {timeout: probeMs, maxBuffer: probeBytes, encoding: 'buffer', env, signal}, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null
      resolve({code, stdout, stderr: stderr.toString().trim(), missing: (error as NodeJS.ErrnoException | null)?.code === 'ENOENT'})
    })
  })
