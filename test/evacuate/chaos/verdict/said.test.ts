import {describe, expect, test} from 'vitest'
import {errors} from '../../../../plugins/evacuate/src/errors/errors.ts'
import {resolveErrors} from '../../../../plugins/evacuate/src/errors/resolve-errors.ts'
import {renderEvacuation} from '../../../../plugins/evacuate/src/present/render-evacuation.ts'
import {renderResolution} from '../../../../plugins/evacuate/src/present/render-resolution.ts'
import type {ResolvedMove} from '../../../../plugins/evacuate/src/resolve/resolve-move.ts'
import {untrueSentence} from './said.ts'

const move = {host: 'node1', workload: 'ledger', from: 'node1', to: 'node2'}
const resolved = (rest: Partial<ResolvedMove> & Pick<ResolvedMove, 'state'>) => renderResolution([{...move, ...rest}])
const on1 = [{host: 'node1', running: true}]
const on2 = [{host: 'node2', running: true}]
const frozenOn1 = [{host: 'node1', running: false}]
const found = (host: string, state: string) =>
  `${host} (no record): its process does not exist. As declared, ledger ${state}: so it was found.`

// Each sentence is the product's own, so that a reworded one fails here instead of being compared with nothing there.
const sentences = [
  {name: 'moved', text: resolved({state: 'moved'}), right: on2, wrong: on1},
  {name: 'stays', text: resolved({state: 'stayed'}), right: on1, wrong: frozenOn1},
  {name: 'ended', text: resolved({state: 'ended'}), right: [], wrong: frozenOn1},
  {name: 'runs, seen now', text: resolved({state: 'nothing', at: 'node2'}), right: on2, wrong: [...on1, ...on2]},
  {
    name: 'moved and ended since',
    text: resolved({state: 'gone', error: resolveErrors.EVACUATE_COPY_ENDED({}, 'ledger', 'node2').toJSON()}),
    right: [],
    wrong: on2,
  },
  {
    name: 'finished before, not seen now',
    text: resolved({
      state: 'nothing',
      error: resolveErrors.EVACUATE_FINISHED_UNSEEN({}, 'r', {name: 'ledger', host: 'node1', command: 'abort', seen: 'nothing'}).toJSON(),
    }),
    right: [],
    wrong: on1,
  },
  {
    name: 'evacuated',
    text: renderEvacuation({host: 'node1', run: 'r', work: [{...move, kind: 'process', state: 'moved', bytes: 1}]}),
    right: on2,
    wrong: [],
  },
  {
    name: 'not evacuated',
    text: errors.EVACUATE_MOVE_FAILED({}, 'ledger', 'node1', 'node2', 'A reason.').message,
    right: on1,
    wrong: frozenOn1,
  },
  {name: 'ended before it was held', text: errors.EVACUATE_MOVE_ENDED({}, 'ledger', 'node1').message, right: [], wrong: on1},
  {
    name: 'closed',
    text: resolved({
      state: 'closed',
      seen: `ops has neither ended nor started anything. ${found('node1', 'is frozen')} ${found('node2', 'does not run')}`,
    }),
    right: frozenOn1,
    wrong: on2,
  },
]

describe('what ops says of the work is compared with what is seen', () => {
  test.each(sentences)('$name', ({text, right, wrong}) => {
    expect(untrueSentence(text, right)).toBeUndefined()
    expect(untrueSentence(text, wrong)).toBeDefined()
  })

  test('a host that was cut off since is not compared, the other one is', () => {
    const text = resolved({state: 'moved'})
    expect(untrueSentence(text, [], new Set(['node2']))).toBeUndefined()
    expect(untrueSentence(text, [], new Set(['node1']))).toBeDefined()
  })

  test('a sentence that claims nothing is true', () => {
    const text = resolved({state: 'unsettled', error: resolveErrors.EVACUATE_UNRECORDED({}, 'r', 'ledger').toJSON()})
    expect(untrueSentence(text, on1)).toBeUndefined()
  })
})
