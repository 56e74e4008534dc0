import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import type {Transport} from '@ops/core/transport'
import {evaluateMove} from '../../plugins/evacuate/src/move/evaluate-move.ts'
import {nextCommand} from '../../plugins/evacuate/src/move/advise.ts'
import {measureOutage} from '../../plugins/evacuate/src/move/outage.ts'
import {renderEvacuation, renderPlan} from '../../plugins/evacuate/src/present/render-evacuation.ts'
import {renderResolution} from '../../plugins/evacuate/src/present/render-resolution.ts'
import {renderStatus} from '../../plugins/evacuate/src/present/render-status.ts'
import {surveyProcess} from '../../plugins/evacuate/src/process/preflight/survey-process.ts'
import {root} from '../cli/run-ops.ts'
import {shownCommands} from '../readme/shown.ts'

const read = (file: string) => readFileSync(join(root, file), 'utf8')
const shown = shownCommands(read('docs/evacuate.md'))
const golden = read('plugins/evacuate/src/process/preflight/golden/no-obstacle.golden').split(/^(?:# \w+|----)\n/m)
const [config = '', sourceSurvey = '', destinationSurvey = ''] = golden

const [source, destination, run] = ['node1', 'node2', '20261121-1306-k3f9']
const workload = {name: 'counter', kind: 'process', host: source, config: JSON.parse(config)}
const clock = {now: () => 0, monotonic: () => 0, sleep: async () => {}}

/** A host that answers a survey, and tells its time. */
function surveyed(host: string, survey: string): Transport {
  const exec: Transport['exec'] = async ([program]) => ({code: 0, signal: null, stdout: program === 'date' ? '0' : survey, stderr: ''})
  return {host, kind: 'ssh', exec, async [Symbol.asyncDispose]() {}}
}

/** What each command of the page prints, in the order of the page. */
const outputs: [command: string, print: () => string | Promise<string>][] = [
  [
    'ops evacuate node1 --to node2 --dry-run',
    async () => {
      const hosts = {source: surveyed(source, sourceSurvey), destination: surveyed(destination, destinationSurvey)}
      const {plan, notes, bytes, obstacles} = await surveyProcess({workload, ...hosts, clock}, new AbortController().signal)
      expect(obstacles).toEqual([])
      return renderPlan({host: source, to: destination, work: [{workload: 'counter', kind: 'process', bytes, plan, notes}]})
    },
  ],
  [
    'ops evacuate node1 --to node2',
    () => {
      const clocks = {source: {offsetMs: 0, errorMs: 1}, destination: {offsetMs: 0, errorMs: 1}}
      const outage = measureOutage({source, destination, ticket: {clocks}}, {frozenAt: 10, thawedAt: 12.105})
      const moved = {workload: 'counter', kind: 'process', from: source, to: destination, state: 'moved', bytes: 6_100_000} as const
      return renderEvacuation({host: source, run, work: [{...moved, ...outage}]})
    },
  ],
  ['ops evacuate status', () => renderStatus({moves: [], settled: 1, silent: []}, 2)],
  [
    'ops evacuate status',
    () => {
      const names = {run, workload: 'counter', source, destination}
      const {state, sentence, advice} = evaluateMove(
        {
          source: {reach: 'answered', work: {state: 'held', detail: ''}, marks: {epoch: 1}},
          destination: {reach: 'answered', work: {state: 'staged', detail: ''}, marks: {epoch: 1}},
          journal: {commit: 'none', reserved: true},
        },
        names,
      )
      const next = nextCommand(advice, {run, source, destination}) ?? ''
      const move = {...names, state, sentence, next, settled: false}
      return renderStatus({moves: [move], settled: 0, silent: []}, 2)
    },
  ],
  [
    `ops evacuate abort ${run}`,
    () => renderResolution([{host: source, workload: 'counter', from: source, to: destination, state: 'stayed'}]),
  ],
]

test('docs/evacuate.md shows these commands', () => {
  expect(shown.map(({command}) => command)).toEqual(outputs.map(([command]) => command))
})

test.each(outputs.map((output, at) => [at, ...output] as const))('docs/evacuate.md, output %i: %s', async (at, _, print) => {
  expect((await print()).split('\n')).toEqual(shown[at]?.lines)
})
