import {describe, expect, test} from 'vitest'
import {eventPrinter} from './print-events.ts'

/** What people read of an event. */
function printed(event: string, detail: object): string[] {
  const lines: string[] = []
  const print = eventPrinter({json: false, out: {write: () => {}}, say: (line) => lines.push(line), isSample: false})
  print({type: `ops.mirrorlist.${event}/1`, at: '2026-11-28T20:00:00.000Z', ...detail})
  return lines
}

describe('events for people', () => {
  test('a problem names the data that are still served, and the next step where there is one', () => {
    const problem = {about: 'data', code: 'MIRRORLIST_SNAPSHOT_BAD', message: 'x is not a usable snapshot: it is too short.', generation: 7}
    expect(printed('problem', problem)).toEqual([`${problem.message} Generation 7 is still served.`])
    expect(printed('problem', {...problem, hint: 'write it again'})).toEqual([
      `${problem.message} Generation 7 is still served.\n  Next: write it again`,
    ])
  })

  test.each([
    ['solved', {about: 'pull'}, 'The problem with pull is solved.'],
    ['worker-ended', {pid: 12, reason: 'SIGKILL'}, 'Worker 12 ended (SIGKILL); a new worker replaces it.'],
    ['draining', {}, 'Stopping after the running answers.'],
  ])('%s', (event, detail, line) => {
    expect(printed(event, detail)).toEqual([line])
  })

  test('what only programs need is not printed', () => {
    expect(printed('worker-ready', {pid: 12})).toEqual([])
  })
})
