import {fileURLToPath} from 'node:url'
import {Config} from '@oclif/core'
import {afterEach, expect, test} from 'vitest'
import {exitCodes} from '../errors/index.ts'
import type {Answer} from './answer.ts'
import {OpsCommand} from './ops-command.ts'

afterEach(() => {
  process.exitCode = undefined
})

/** What a command that is told to stop while it works answers, and the exit code that this gives. */
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

test('a signal that cut the work short is the reason told', async () => {
  expect(await exitOf({result: {hosts: []}, exit: exitCodes.someFailed})).toBe(exitCodes.interrupted)
})
