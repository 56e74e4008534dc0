import {describe, expect, test} from 'vitest'
import {ScriptOutput} from '../remote/run-script.ts'
import {parseDestinationState, parseSourceState} from './process-state.ts'

const at = (...lines: string[]) => new ScriptOutput(lines.join('\n'))

describe('the source', () => {
  test.each([
    ['runs, nothing was done', ['task alive', 'job none', 'frozen 0'], 'running'],
    ['criu dumps', ['task alive', 'job running', 'frozen 0'], 'holding'],
    ['held by criu', ['task alive', 'job running', 'frozen 1', 'held 10', 'began'], 'held'],
    ['criu died, the cgroup holds', ['task alive', 'job code 255', 'frozen 1', 'held 10', 'began'], 'held'],
    ['frozen, and criu died before the images were reported whole', ['task alive', 'job signal 9', 'frozen 1', 'began'], 'holding'],
    ['frozen from outside', ['task alive', 'job none', 'frozen 1'], 'running'],
    ['thawed from outside while criu holds it', ['task alive', 'job running', 'frozen 0', 'held 10'], 'holding'],
    ['thawed from outside while held', ['task alive', 'job lost', 'frozen 0', 'held 10'], 'running'],
    [
      'its first process was killed while it was released',
      ['task gone', 'job lost', 'frozen 1', 'held 10 11', 'decision release', 'left 11'],
      'held',
    ],
    ['taken back', ['task alive', 'job code 1', 'frozen 0', 'held 10', 'decision rollback'], 'running'],
    ['killed while held', ['task gone', 'job code 255', 'frozen 0', 'held 10', 'images'], 'stored'],
    ['restarted while held, its images in memory', ['task gone', 'job lost', 'frozen 0', 'held 10', 'volatile'], 'lost'],
    ['runs, and its record is gone', ['norecord /c', 'task alive', 'job none', 'frozen 0'], 'running'],
    ['is frozen, and its record is gone', ['norecord /c', 'task alive', 'job none', 'frozen 1'], 'unknown'],
    ['released', ['task gone', 'job code 0', 'frozen 0', 'held 10', 'decision release'], 'absent'],
    ['ended by itself', ['task gone', 'job none', 'frozen 0'], 'absent'],
  ])('%s', (_, lines, state) => expect(parseSourceState(at(...lines)).state).toBe(state))
})

test.each([
  ['frozen 1', 'criu 77', 'is frozen and is held by criu (process 77), its record is gone; echo 0 > /c/cgroup.freeze; kill 77 lets it run'],
  ['frozen 0', 'criu 77', 'is held by criu (process 77), its record is gone; kill 77 lets it run'],
  ['frozen 1', '', 'is frozen, its record is gone; echo 0 > /c/cgroup.freeze lets it run'],
])('a process without a record, %s %s: the commands that let it run', (frozen, criu, end) => {
  const {state, detail} = parseSourceState(at('norecord /c', 'task alive', 'job none', frozen, criu))
  expect([state, detail]).toEqual(['unknown', `its process exists and ${end}`])
})

describe('the destination', () => {
  test.each([
    ['nothing', ['pids', 'frozen 0', 'job none'], 'none'],
    ['images', ['pids', 'frozen 0', 'job none', 'shipped'], 'staged'],
    ['images from before a restart', ['pids', 'frozen 0', 'job none', 'stored'], 'stored'],
    ['no record, and a process with an id of the tree', ['pids', 'frozen 0', 'job none', 'stray 10'], 'unknown'],
    ['criu restores', ['pids', 'frozen 0', 'job running', 'shipped', 'made'], 'making'],
    ['restored, not yet marked', ['pids 10', 'frozen 1', 'job code 0', 'shipped', 'made', 'whole'], 'making'],
    ['restored, a process is missing', ['pids 10', 'frozen 1', 'job code 0', 'shipped', 'made'], 'failed'],
    ['criu failed', ['pids', 'frozen 0', 'job code 1', 'shipped', 'made'], 'failed'],
    ['criu died and left a process', ['pids 10', 'frozen 0', 'job lost', 'shipped', 'made'], 'failed'],
    ['prepared', ['pids 10', 'frozen 1', 'job code 0', 'prepared', 'made', 'whole'], 'prepared'],
    ['runs', ['pids 10 11', 'frozen 0', 'job code 0', 'prepared', 'made'], 'running'],
    ['has ended', ['pids', 'frozen 0', 'job code 0', 'prepared', 'made'], 'failed'],
  ])('%s', (_, lines, state) => expect(parseDestinationState(at(...lines)).state).toBe(state))
})
