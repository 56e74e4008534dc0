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
