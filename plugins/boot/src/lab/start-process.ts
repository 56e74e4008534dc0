import {existsSync} from 'node:fs'
import {startDetached, waitForReady} from '@ops/core/process'
import type {LabPartContext} from '@ops/core/seams'

export interface StartProcess {
  argv: readonly string[]
  log: string
  /** The process creates it when it is ready. */
  readyFile: string
  /** Name in error messages: `plug of pxcab`. */
  name: string
  context: LabPartContext
}

const readyMs = 30_000

/** Starts a process that outlives this one, and waits until it is ready. Returns its id. */
export async function startProcess({argv, log, readyFile, name, context}: StartProcess): Promise<number> {
  const env = {PATH: process.env['PATH'], HOME: process.env['HOME'], ...context.env}
  const started = await startDetached({argv, logFile: log, env})
  const {signal} = context
  await waitForReady({started, name, logFile: log, isReady: () => existsSync(readyFile), timeoutMs: readyMs, signal})
  return started.pid
}
