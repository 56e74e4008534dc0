import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {afterAll, describe, expect} from 'vitest'
import {bin, runOps} from '../../../test/cli/run-ops.ts'
import {cacheEnv} from '../../../test/lab/new-lab.ts'
import {lab} from '../../../test/lab/require.ts'
import {tracesOf} from './traces.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})
const home = mkdtempSync(join(tmpdir(), 'ops-lab-cut-'))
afterAll(() => rmSync(home, {recursive: true}))

const env = {...cacheEnv, PATH: process.env['PATH'] ?? '', OPS_STATE_DIR: join(home, 'state')}
const ops = (args: readonly string[]) => runOps(args, {env, timeoutMs: 250_000})

interface Cut {
  signal: 'SIGKILL' | 'SIGINT'
  /** Milliseconds; 1 s is what a whole `up` takes on an idle machine. */
  afterMs: number
  /** Counted from its first line of progress: before that, on a busy machine, ops has not begun and has no handler. */
  fromFirstLine?: boolean
}

/** Starts `ops lab up` and sends it a signal; returns its exit code. */
async function cut(dir: string, {signal, afterMs, fromFirstLine = false}: Cut): Promise<number | null> {
  const child = spawn(process.execPath, [bin, 'lab', 'up', '--dir', dir], {env, stdio: ['ignore', 'ignore', 'pipe']})
  const ended = once(child, 'exit') as Promise<[number | null]>
  const begun = once(child.stderr, 'data')
  child.stderr.resume()
  if (fromFirstLine) await Promise.race([begun, ended])
  await delay(afterMs)
  child.kill(signal)
  return (await ended)[0]
}

describe('an interrupted up', () => {
  test('SIGKILL at any moment: down then leaves nothing', async () => {
    // The root must be in the cache, or the moments would all fall into its building.
    expect(await ops(['lab', 'up', '--dir', join(home, 'first')])).toMatchObject({code: 0})
    expect(await ops(['lab', 'down', '--dir', join(home, 'first')])).toMatchObject({code: 0})
    for (let afterMs = 150; afterMs <= 1200; afterMs += 75) {
      const dir = join(home, `kill-${afterMs}`)
      await cut(dir, {signal: 'SIGKILL', afterMs})
      const down = await ops(['lab', 'down', '--dir', dir])
      expect([afterMs, down.code, down.stderr, tracesOf(dir), existsSync(dir)]).toEqual([afterMs, 0, '', [], false])
    }
  })

  test('SIGKILL, then up again: whole, and down leaves nothing', async () => {
    const dir = join(home, 'again')
    await cut(dir, {signal: 'SIGKILL', afterMs: 500})
    expect(await ops(['lab', 'up', '--dir', dir])).toMatchObject({code: 0})
    expect(await ops(['lab', 'down', '--dir', dir])).toMatchObject({code: 0})
    expect(tracesOf(dir)).toEqual([])
  })

  test('SIGINT: removes what it made, exit 130', async () => {
    for (const afterMs of [0, 200, 400]) {
      const dir = join(home, `int-${afterMs}`)
      const code = await cut(dir, {signal: 'SIGINT', afterMs, fromFirstLine: true})
      // A signal that came after the end of up found a whole lab.
      if (code === 0) expect(await ops(['lab', 'down', '--dir', dir])).toMatchObject({code: 0, stderr: ''})
      else expect([afterMs, code]).toEqual([afterMs, 130])
      expect([afterMs, tracesOf(dir), existsSync(dir)]).toEqual([afterMs, [], false])
    }
  })

  test('a folder with foreign files is refused and left alone', async () => {
    writeFileSync(join(home, 'letter'), 'keep me')
    expect(await ops(['lab', 'up', '--dir', home])).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('contains files that do not belong to a lab'),
    })
    expect(await ops(['lab', 'down', '--dir', home])).toMatchObject({code: 0})
    expect(existsSync(join(home, 'letter'))).toBe(true)
  })
})
