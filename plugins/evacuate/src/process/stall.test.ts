import {expect, test} from 'vitest'
import type {Move} from '@ops/core/seams'
import {silentProgress} from '@ops/core/progress'
import {hold} from './hold.ts'
import {prepare} from './prepare.ts'

const minute = 60_000

/** Hosts whose scripts print these lines, and a clock that advances by a minute with each reading. */
function moveWith(lines: () => string): Move {
  let nowMs = 0
  const at = (host: string) => ({host, exec: async () => ({code: 0, signal: null, stdout: lines(), stderr: ''})})
  const move = {
    workload: {name: 'counter', kind: 'process', host: 'node1', config: {criu: []}},
    source: at('node1'),
    destination: at('node2'),
    clock: {monotonic: () => (nowMs += minute)},
    record: '/var/lib/ops/evacuate/r/counter',
    epoch: 1,
    migrationContext: {pid: 10, start: '1', boot: 'b', ids: [10], cgroup: {source: '/a', destination: '/a', make: false}},
    progress: silentProgress.start('counter'),
  }
  return move as unknown as Move
}

const never = new AbortController().signal

test('a dump that writes nothing for five minutes fails the move; a long dump that still writes does not', async () => {
  await expect(
    hold(
      moveWith(() => 'job running\nbytes 7\n'),
      never,
    ),
  ).rejects.toThrow('written nothing for 5 minutes')
  let bytes = 0
  await expect(
    hold(
      moveWith(() => `job running\nbytes ${++bytes}\n${bytes > 100 ? 'held 10\n' : ''}`),
      never,
    ),
  ).resolves.toMatchObject({pids: [10]})
})

test('a restore that does not end fails the move', async () => {
  await expect(
    prepare(
      moveWith(() => 'held 10\njob running\n'),
      never,
    ),
  ).rejects.toThrow('not ended within 30 minutes')
})

const dumpErrors = [
  'Error (criu/sk-unix.c:874): unix: External socket is used. Consider using --ext-unix-sk option.',
  'Error (criu/cr-dump.c:2111): Dumping FAILED.',
]

test("criu's error is told in words with its next step and the path of the log; its own lines are details", async () => {
  const details: string[] = []
  const failed = (lines: readonly string[]) => {
    const move = moveWith(() => ['held 10', 'job code 1', ...lines.map((line) => `error ${line}`)].slice(1).join('\n'))
    return {...move, progress: {...move.progress, detail: (line: string) => void details.push(line)}}
  }
  await expect(hold(failed(dumpErrors), never)).rejects.toMatchObject({
    code: 'EVACUATE_STEP_FAILED',
    message:
      'node1: criu could not dump counter: counter has a unix socket to a process that is not part of its tree. The log of criu is /var/lib/ops/evacuate/r/counter/hold/criu/dump.log on node1.',
    hint: expect.stringContaining('"criu: [--ext-unix-sk]"'),
  })
  expect(details).toEqual(dumpErrors.map((line) => `criu on node1: ${line}`))
  await expect(hold(failed(['Error (criu/x.c:1): no row matches this']), never)).rejects.toMatchObject({
    message: expect.stringContaining('criu could not dump counter: no row matches this. The log'),
    hint: 'read /var/lib/ops/evacuate/r/counter/hold/criu/dump.log on node1',
  })
})
