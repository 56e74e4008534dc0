import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {tempFolder} from '../testing/index.ts'
import {endProcess, startDetached, startTicksOf, waitForReady} from './index.ts'
import {systemClock} from '../time/index.ts'

test('a detached program runs in a session of its own and writes to its log', async () => {
  await using folder = await tempFolder()
  const logFile = join(folder.path, 'logs', 'sh.log')
  const started = await startDetached({argv: ['sh', '-c', 'echo ready; sleep 60'], logFile})
  try {
    const isReady = async () => (await readFile(logFile, 'utf8')) === 'ready\n'
    await waitForReady({started, name: 'sh', logFile, isReady, timeoutMs: 100_000, signal: AbortSignal.timeout(100_000)})
    const stat = await readFile(`/proc/${started.pid}/stat`, 'latin1')
    expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3], 'its session').toBe(String(started.pid))
  } finally {
    await endProcess(started.pid, {startTicks: (await startTicksOf(started.pid)) ?? 0, clock: systemClock})
  }
})

test('one that ends before it is ready is an error with its last line', async () => {
  await using folder = await tempFolder()
  const logFile = join(folder.path, 'sh.log')
  const started = await startDetached({argv: ['sh', '-c', 'echo no such port. >&2; exit 3'], logFile})
  const waiting = waitForReady({
    started,
    name: 'plug',
    logFile,
    isReady: () => false,
    timeoutMs: 100_000,
    signal: AbortSignal.timeout(100_000),
  })
  await expect(waiting).rejects.toMatchObject({
    code: 'PROCESS_NOT_READY',
    message: 'plug did not become ready: exit code 3. The last line of its log: no such port.',
  })
})

test('one that cannot be started is an error that names it', async () => {
  await using folder = await tempFolder()
  const start = startDetached({argv: ['/no/such/program'], logFile: join(folder.path, 'log')})
  await expect(start).rejects.toMatchObject({code: 'PROCESS_NOT_STARTED', message: expect.stringContaining('/no/such/program')})
})
