import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import type {Clock} from '../time/clock.ts'
import {verboseProgress} from './progress.ts'
import {terminalProgress} from './terminal-progress.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const clock: Clock = {now: () => Date.now(), monotonic: () => Date.now(), sleep: async () => {}}

function sink(isTTY: boolean) {
  const written: string[] = []
  return {isTTY, columns: 60, written, write: (text: string) => void written.push(text)}
}

describe('without a terminal', () => {
  test('a line at the start, one every 10 s, one at the end', () => {
    const out = sink(false)
    const task = terminalProgress(out, clock).start('copying')
    task.update({done: 1, total: 4, unit: 'MiB'})
    vi.advanceTimersByTime(25_000)
    task.end('copied 4 MiB')
    expect(out.written).toEqual([
      'copying\n',
      'copying  [#####...............] 25 % of 4 MiB (10 s so far)\n',
      'copying  [#####...............] 25 % of 4 MiB (20 s so far)\n',
      'copied 4 MiB\n',
    ])
  })
})

test.each([false, true])('what is usually quick is shown only when it is slow (terminal: %s)', (isTTY) => {
  vi.stubEnv('TERM', 'xterm')
  const out = sink(isTTY)
  const progress = terminalProgress(out, clock)
  const quick = progress.start('listing', {quietMs: 10_000})
  vi.advanceTimersByTime(9000)
  quick.end()
  expect(out.written.join('').replaceAll('\r\u001b[K', '')).toBe('')
  const slow = progress.start('listing', {quietMs: 10_000})
  vi.advanceTimersByTime(10_000)
  slow.end()
  vi.unstubAllEnvs()
  expect(out.written.join('').replaceAll('\r\u001b[K', '').trimEnd()).toBe(isTTY ? 'listing (10 s)' : 'listing (10 s so far)')
})

test('details are printed only with --verbose', () => {
  const [plain, verbose] = [sink(false), sink(false)]
  for (const progress of [terminalProgress(plain, clock), verboseProgress(terminalProgress(verbose, clock))]) {
    const task = progress.start('dumping')
    task.detail?.('Error (criu/mount.c:1)')
    task.end()
  }
  expect(plain.written).toEqual(['dumping\n'])
  expect(verbose.written).toEqual(['dumping\n', 'Error (criu/mount.c:1)\n'])
})

test('progress does not wait for a reader that stalls, and reports what the reader missed', () => {
  const out = {...sink(false), writableLength: 0}
  const progress = terminalProgress(out, clock)
  out.writableLength = 1024 * 1024
  for (let line = 0; line < 1000; line++) progress.say('lost')
  expect(out.written).toEqual([])
  out.writableLength = 0
  progress.say('heard')
  expect(out.written).toEqual(['(1000 lines were dropped: the reader was too slow)\n', 'heard\n'])
})

describe('on a terminal', () => {
  test('one line redrawn in place, never longer than the terminal, gone at the end', () => {
    vi.stubEnv('TERM', 'xterm')
    const out = sink(true)
    const task = terminalProgress(out, clock).start('x'.repeat(100))
    vi.advanceTimersByTime(1500)
    task.end()
    vi.unstubAllEnvs()
    expect(out.written.every((text) => text.length < 70 && !text.includes('\n'))).toBe(true)
    expect(out.written.at(-1)).toBe('\r\u001b[K')
  })

  test('a line said in between goes above it', () => {
    vi.stubEnv('TERM', 'xterm')
    const out = sink(true)
    terminalProgress(out, clock).say('note')
    vi.unstubAllEnvs()
    expect(out.written).toEqual(['\r\u001b[Knote\n'])
  })
})
