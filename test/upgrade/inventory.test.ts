import {describe, expect, test} from 'vitest'
import {ask, readAnswers} from './answers.ts'
import {fixtures} from './files.ts'

// ops.yaml of the older version, with every key that it had: nothing is refused, and it means the same.
describe.concurrent('ops.yaml of an older version', () => {
  test.each(readAnswers('inventory.answers.ndjson').map((answer) => [answer.args.join(' '), answer] as const))(
    'ops %s answers the same',
    async (_, answer) => {
      // A newer version may answer more, e.g. an empty list of problems.
      expect(await ask(answer.args, fixtures)).toMatchObject(answer)
    },
  )
})
