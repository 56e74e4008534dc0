import {setTimeout as sleep} from 'node:timers/promises'
import {pathToFileURL} from 'node:url'
import {join} from 'node:path'
import type {Memory} from './fuzz.ts'
import {type RunningOps, startOps} from './start-ops.ts'

const answerMs = 100_000

/** The server under test: without limits for requests, and with a report of its memory. */
export async function startFuzzed(address: string, root: string, control: string): Promise<RunningOps & {memory(): Promise<Memory>}> {
  const report = pathToFileURL(join(import.meta.dirname, 'report-memory.ts')).href
  const ops = await startOps(
    ['--root', root, '--listen', address, '--tftp-port', '0', '--no-http', '--max-client-rate', '100000', '--control', control],
    ['env', `NODE_OPTIONS=--import=${report}`],
  )
  let asked = 0
  return {
    ...ops,
    async memory() {
      asked++
      ops.child.kill('SIGUSR2')
      for (const until = performance.now() + answerMs; performance.now() < until; await sleep(10)) {
        const reports = [...ops.stderr().matchAll(/^memory (.+)$/gm)]
        if (reports.length >= asked) return JSON.parse(reports.at(-1)?.[1] ?? '')
      }
      throw new Error(`the server does not report its memory: ${ops.stderr()}`)
    },
  }
}
