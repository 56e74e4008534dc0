import {fileURLToPath} from 'node:url'
import {Config} from '@oclif/core'
import {afterEach, expect, test} from 'vitest'
import {exitCodes} from '../errors/index.ts'
import type {Answer} from './answer.ts'
import {OpsCommand} from './ops-command.ts'

afterEach(() => {
  process.exitCode = undefined
})

/** The answer of a command that is stopped while it works, and its exit code. */
async function exitOf(answer: Answer): Promise<unknown> {
  class Stopped extends OpsCommand {
    protected async act(signal: AbortSignal): Promise<Answer> {
      process.emit('SIGINT', 'SIGINT')
      expect(signal.aborted).toBe(true)
      return answer
    }
  }
  Stopped.id = 'stopped'
  const config = await Config.load(fileURLToPath(new URL('../..', import.meta.url)))
  await new Stopped(['--json'], config).run()
  return process.exitCode
}

test('a signal that came after the last of the work does not make it undone', async () => {
  expect(await exitOf({result: {}})).toBe(exitCodes.done)
  expect(await exitOf({result: {}, exit: exitCodes.changes})).toBe(exitCodes.changes)
})

test('a signal that ended the work early is reported as the reason', async () => {
  expect(await exitOf({result: {hosts: []}, exit: exitCodes.someFailed})).toBe(exitCodes.interrupted)
})
