import {describe, expect, test} from 'vitest'
import {ask, readAnswers} from './answers.ts'
import {fixtures} from './files.ts'

// ops.yaml of the older version, with every key that it had: nothing is refused, and it means the same.
describe.concurrent('ops.yaml of an older version', () => {
  test.each(readAnswers('inventory.answers.ndjson').map((answer) => [answer.args.join(' '), answer] as const))(
    'ops %s answers the same',
    async (_, answer) => {
      // A newer version may answer more, e.g. an empty list of problems, and writes MAC addresses in one form.
      expect(lowerMacs(await ask(answer.args, fixtures))).toMatchObject(lowerMacs(answer))
    },
  )
})

function lowerMacs<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replace(/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/gi, (mac) => mac.toLowerCase())) as T
}
