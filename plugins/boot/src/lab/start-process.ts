import {spawn} from 'node:child_process'
import {existsSync} from 'node:fs'
import {open, readFile} from 'node:fs/promises'
import {setTimeout as delay} from 'node:timers/promises'
import type {LabPartContext} from '@ops/core/seams'
import {labErrors} from '../errors/lab-errors.ts'

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
  const [command = '', ...args] = argv
  const file = await open(log, 'a')
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', file.fd, file.fd],
    env: {PATH: process.env['PATH'], HOME: process.env['HOME'], ...context.env},
  })
  await file.close()
  let ended: string | undefined
  child.once('error', (error) => (ended = error.message))
  child.once('exit', (code, signal) => (ended = `it ended with ${code ?? signal}`))
  for (let waited = 0; !existsSync(readyFile); waited += 50) {
    context.signal.throwIfAborted()
    if (ended !== undefined || waited > readyMs)
      throw labErrors.BOOT_LAB_PROCESS({}, name, ended ?? `it was not ready within ${readyMs / 1000} s`, await lastLine(log))
    await delay(50)
  }
  child.unref()
  return child.pid ?? 0
}

async function lastLine(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).trim().split('\n').at(-1) ?? ''
}
