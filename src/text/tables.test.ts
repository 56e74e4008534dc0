import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {displayWidth, terminalColumns} from './display-width.ts'
import {gather, table, tableRows} from './tables.ts'
import {longestPiece} from './wrap-text.ts'

test('equal outputs with equal exit codes are printed once, under a folded host set', () => {
  const outputs = [1, 2, 3].map((n) => ({host: `n${n}`, text: 'off', exit: n === 3 ? 4 : 0}))
  expect(gather([...outputs, {host: 'n4', text: 'on', exit: 0}])).toBe('n[1-2]: off\nn3: off\nn4: on')
})

test.each([
  ['abc', 3],
  ['', 0],
  ['naïve', 5],
  ['nai\u0308ve', 5],
  ['東京', 4],
  ['ﾃｽﾄ', 3],
  ['한국', 4],
  ['🔌', 2],
  ['👩‍🔧', 2],
  ['🇸🇪', 2],
  ['✔️', 2],
  ['a\u200bb', 2],
  ['→ …', 3],
])('%j takes %i columns', (text, columns) => expect(displayWidth(text)).toBe(columns))

test.each([
  [{isTTY: true, columns: 60}, {}, 60],
  [{isTTY: true, columns: 60}, {COLUMNS: '40'}, 40],
  [{isTTY: true, columns: 60}, {COLUMNS: 'wide'}, 60],
  [{isTTY: true, columns: 0}, {}, 80],
  [{isTTY: true}, {}, 80],
  [{}, {COLUMNS: '40'}, Number.POSITIVE_INFINITY],
  [{isTTY: false, columns: 60}, {}, Number.POSITIVE_INFINITY],
])('%j with %j', (stream, env, columns) => expect(terminalColumns(stream, env)).toBe(columns))

const header = ['RUN', 'STATE', 'COMMAND', 'HOSTS']
const rows = [
  ['20261121-1306-k3f9', 'done', 'power off', 'rack1-node[1-16],rack2-node[1-16],rack3-node[1,3,5]'],
  ['20261121-1307-aaaa', 'unknown', 'evacuate', 'web1'],
]

describe('a table', () => {
  test('is aligned, and nothing trails', () => {
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

  test('is aligned by what a terminal draws', () => {
    expect(
      table([
        ['東京', 'x'],
        ['ab', 'y'],
      ]),
    ).toBe('東京  x\nab    y')
  })

  test('has whole lines where the width is not known', () => {
    expect(
      table(rows, header)
        .split('\n')
        .map((line) => line.length),
    ).toEqual([45, 91, 44])
  })

  test('wraps its widest column of several words', () => {
    expect(table(rows, header, 65)).toBe(
      [
        'RUN                 STATE    COMMAND    HOSTS',
        '20261121-1306-k3f9  done     power off  rack1-node[1-16],',
        '                                        rack2-node[1-16],',
        '                                        rack3-node[1,3,5]',
        '20261121-1307-aaaa  unknown  evacuate   web1',
      ].join('\n'),
    )
  })

  test('becomes a line for each cell where its columns do not fit', () => {
    expect(table(rows, header, 40)).toBe(
      [
        'RUN      20261121-1306-k3f9',
        'STATE    done',
        'COMMAND  power off',
        'HOSTS    rack1-node[1-16],',
        '         rack2-node[1-16],',
        '         rack3-node[1,3,5]',
        '',
        'RUN      20261121-1307-aaaa',
        'STATE    unknown',
        'COMMAND  evacuate',
        'HOSTS    web1',
      ].join('\n'),
    )
  })

  test('without a header wraps its rows at the cells', () => {
    expect(tableRows([['13:06:04.000', 'node1', 'relay', 'done', '2.0 s']], 30)).toEqual(['13:06:04.000  node1  relay\n    done  2.0 s'])
  })

  test('loses nothing and fits, whatever its width', () => {
    const cell = fc
      .array(fc.constantFrom('a', 'node1', 'x'.repeat(30), '東京', 'n[1,2]', 'web1,web2'), {maxLength: 8})
      .map((words) => words.join(' '))
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), {minLength: 1, maxLength: 4}), fc.integer({min: 20, max: 120}), (cells, columns) => {
        for (const text of [table(cells, undefined, columns), table(cells, ['A', 'B', 'C'], columns)]) {
          const letters = (all: string) => [...all.replaceAll(/[\sABC]/g, '')].sort().join('')
          expect(letters(text)).toBe(letters(cells.flat().join('\n')))
          const longest = Math.max(...cells.flat().map(longestPiece))
          for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(columns, longest + 6))
        }
      }),
    )
  })
})
