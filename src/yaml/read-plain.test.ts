import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {stringify} from 'yaml'
import {readFull} from './read-full.ts'
import {readPlain} from './read-plain.ts'

/** Where the plain reader answers, it answers as the full one. */
async function agree(text: string): Promise<boolean> {
  const plain = readPlain(text)
  if (plain === undefined) return false
  const full = await readFull(text)
  expect(full.problems).toEqual([])
  expect(plain.root).toEqual(full.root)
  expect(plain.duplicates).toEqual(full.duplicates)
  return true
}

test.each([
  ['a: 1\nb: [x, "y", {c: d}]\n# end\n', true],
  ['---\na:\n- x\n-\n- - y\n  - z\n- k: v\n  l: w\nb:\n', true],
  ['hosts:\n  node[1-16]: {address: "%h.example.com", tags: [a, b]}  # rack\n  "web 1":\n    depends: [x,\n      y]\n', true],
  ['a: \'it\'\'s\'\nb: "say \\"hi\\""\nc: -rf\nd: 10.0.0.1:9999\ne: 1.5\nf: 007\ng: a#b\nh: a:b\n', true],
  ['a: {}\nb: []\nc: null\nd: ~\ne: True\n1a: x\n', true],
  ['a: 1\na: 2\n', true],
  ['', true],
  ['# nothing\n', true],
  ['a : b\nc d : e\n', true],
  ['a: &x {b: 1}\nc: *x\n', false],
  ['a: |\n  text\n', false],
  ['a: text\n  goes on\n', false],
  ['a: !set {b}\n', false],
  ['a: b: c\n', false],
  ['a: [b\n', false],
  ['a: [b,\nc]\n', false],
  ['08: 0123\nb: 1e5\n', true],
  ['1.50: a\n0x10: b\nnull: c\n~: d\n', false],
  ['a: 0x10\nb: 1e3\nc: .inf\n', false],
  ['a: 1\n---\nb: 2\n', false],
  ['a:\tb\n', false],
  ['“a”: b\nc: “d”\n', false],
  ['c: é😀\n', false],
])('%j', async (text, plain) => {
  expect(await agree(text)).toBe(plain)
})

describe('beside the full reader', () => {
  const word = fc.constantFrom(
    'a',
    'node[1-3]',
    'x y',
    '-rf',
    '1',
    '1.5',
    'true',
    '~',
    'a:b',
    'a: b',
    '#',
    'a #b',
    '@g',
    '%h.x',
    "'",
    '"',
    '*',
    '&a',
    '[',
    '{x',
    ',',
    '<<',
    '- a',
    'a:{b',
    'a:b:c',
    '“x”',
    'a\u00a0b',
    '😀',
    '?',
    '',
  )
  const value = fc.letrec((tie) => ({
    node: fc.oneof({maxDepth: 3}, word, fc.integer(), fc.boolean(), fc.constant(null), fc.double({noNaN: true}), tie('list'), tie('map')),
    list: fc.array(tie('node'), {maxLength: 3}),
    map: fc.dictionary(word, tie('node'), {maxKeys: 4}),
  }))
  const style = fc.record({
    collectionStyle: fc.constantFrom<'any' | 'flow'>('any', 'flow'),
    indentSeq: fc.boolean(),
    lineWidth: fc.constantFrom(0, 40),
    defaultStringType: fc.constantFrom<'PLAIN' | 'QUOTE_DOUBLE' | 'QUOTE_SINGLE'>('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'),
  })

  test('any text that the library writes', async () => {
    let plain = 0
    await fc.assert(
      fc.asyncProperty(value.map, style, async (map, options) => {
        if (await agree(stringify(map, options))) plain++
      }),
      {numRuns: 400},
    )
    expect(plain).toBeGreaterThan(30)
  })

  test('the same text with characters put in, taken out and replaced', async () => {
    const edit = fc.tuple(
      fc.nat(),
      fc.constantFrom(' ', '\n', ':', ': ', '#', ' #', ',', '[', ']', '{', '}', '-', '- ', '"', "'", '  ', '\n  ', 'x', ''),
      fc.nat({max: 2}),
    )
    await fc.assert(
      fc.asyncProperty(value.map, style, fc.array(edit, {minLength: 1, maxLength: 4}), async (map, options, edits) => {
        const text = edits.reduce(
          (so, [where, put, drop]) => {
            const at = where % (so.length + 1)
            return so.slice(0, at) + put + so.slice(at + drop)
          },
          stringify(map, options),
        )
        await agree(text)
      }),
      {numRuns: 1000},
    )
  })
})
