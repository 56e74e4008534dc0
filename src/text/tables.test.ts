import {expect, test} from 'vitest'
import {gather, table} from './tables.ts'

test('equal outputs stand once, under a folded set, only when exit codes match too', () => {
  const outputs = [1, 2, 3].map((n) => ({host: `n${n}`, text: 'off', exit: n === 3 ? 4 : 0}))
  expect(gather([...outputs, {host: 'n4', text: 'on', exit: 0}])).toBe('n[1-2]: off\nn3: off\nn4: on')
})

test('columns are aligned and nothing trails', () => {
  expect(
    table(
      [
        ['a', 'bbb', ''],
        ['cc', 'd', 'e'],
      ],
      ['H', 'I', 'J'],
    ),
  ).toBe('H   I    J\na   bbb\ncc  d    e')
})
