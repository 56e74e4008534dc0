import {fileURLToPath} from 'node:url'
import {Config} from '@oclif/core'
import {afterEach, expect, test} from 'vitest'
import {exitCodes, OpsError} from '../errors/index.ts'
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

test('a failure without hosts never says "0 of 0 hosts failed"', async () => {
  const printed: unknown[] = []
  const print = async (answer: Answer) => {
    class Failing extends OpsCommand {
      protected async act(): Promise<Answer> {
        return answer
      }
      override logJson(json: unknown): void {
        printed.push((json as {error?: unknown}).error)
      }
    }
    Failing.id = 'failing'
    const config = await Config.load(fileURLToPath(new URL('../..', import.meta.url)))
    // oclif prints what `run` returns in `_run`.
    await (new Failing(['--json'], config) as unknown as {_run(): Promise<unknown>})._run()
  }
  const own = new OpsError('DOCTOR_PROBLEMS', 'adb is missing.', 'someFailed', {hint: 'apt-get install adb'})
  await print({result: {findings: []}, exit: exitCodes.allFailed, error: own})
  await print({result: {}, exit: exitCodes.refused, text: 'Checked.\n2 problems are left'})
  await print({result: {}, exit: exitCodes.refused})
  expect(printed).toEqual([
    {code: 'DOCTOR_PROBLEMS', message: 'adb is missing.', hint: 'apt-get install adb', exit: 3},
    {code: 'FAILED', message: '2 problems are left.', exit: 5},
    {code: 'FAILED', message: 'The command ended with exit code 5.', exit: 5},
  ])
})
