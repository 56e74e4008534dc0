import fc from 'fast-check'
import {expect, test} from 'vitest'
import {stringify} from 'yaml'
import {formatProblem, parseYaml, toValue} from './index.ts'
import {Patch} from './syntax/patch.ts'

const hosts = (count: number) =>
  Array.from({length: count}, (_, at) => `  node${at}:\n    address: node${at}.example.com\n    tags: [a, b]\n`)

test.each([
  ['a quote', '    address: "x\n'],
  ['a bracket', '    tags: [a, b\n'],
  ['a bracket too many', '    tags: [a]]\n'],
  ['a tab', '\tarch: x\n'],
  ['an entry too far right', '      arch: x\n'],
  ['a key without a colon', '    arch\n'],
])(
  '%s in one of 3,000 hosts leaves the others',
  async (_, line) => {
    const lines = hosts(3000)
    lines[1500] += line
    const yaml = await parseYaml('f.yaml', `hosts:\n${lines.join('')}`)
    expect(yaml.problems.map(({spot}) => spot.line)).toEqual([1 + 1500 * 3 + 4])
    const value = toValue(yaml.root as NonNullable<typeof yaml.root>) as {hosts: Record<string, unknown>}
    expect(Object.keys(value.hosts)).toHaveLength(3000)
    expect(value.hosts['node1501']).toEqual({address: 'node1501.example.com', tags: ['a', 'b']})
  },
  60_000,
)

test('what could be read stands in the place where it was written', async () => {
  const text = 'hosts:\n  a:\n    address:b\n      tags: [x]\n   arch: z\n  "c": {d: "e}\n  f: {g: h}\n'
  const yaml = await parseYaml('f.yaml', text)
  expect(yaml.spot(['hosts', 'a', 'address'])).toMatchObject({line: 3, column: 13})
  expect(yaml.spot(['hosts', 'f', 'g'])).toMatchObject({line: 7, column: 10})
  expect(yaml.keySpot(['hosts'], 'f')).toMatchObject({line: 7, column: 3})
})

test('any text is read to its end, with a place in it for each problem', async () => {
  const edit = fc.tuple(
    fc.nat(),
    fc.constantFrom('"', "'", '[', '}', '\t', '\n', ':', ' ', '- ', '#', '&a ', '*a', '|', '\u00a0', '😀', '? '),
    fc.nat({max: 3}),
  )
  const base = stringify({
    hosts: {a: {address: 'x', tags: ['a', 'b']}, b: {power: {driver: 'kasa', address: 'y'}}},
    groups: {g: 'a', h: 'b'},
  })
  await fc.assert(
    fc.asyncProperty(fc.array(edit, {minLength: 1, maxLength: 6}), async (edits) => {
      const text = edits.reduce((so, [where, put, drop]) => {
        const at = where % (so.length + 1)
        return so.slice(0, at) + put + so.slice(at + drop)
      }, base)
      const {problems} = await parseYaml('f.yaml', text)
      const lines = text.split('\n')
      for (const problem of problems) {
        const {line, column} = problem.spot
        expect([...(lines[line - 1] ?? '')].length + 1, formatProblem(problem)).toBeGreaterThanOrEqual(column)
      }
    }),
    {numRuns: 500},
  )
}, 120_000)

test('offsets go back to the text as it was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.tuple(fc.nat({max: 5}), fc.nat({max: 3}), fc.constantFrom('', 'X', 'XX')), {maxLength: 4}), {maxLength: 3}),
      (batches) => {
        const first = 'abcdefghijklmnopqrstuvwxyz'
        const patch = new Patch(first)
        for (const batch of batches) {
          let at = 0
          patch.apply(
            batch.flatMap(([skip, drop, put]) => {
              const edit = {at: at + skip, drop, put}
              at = edit.at + drop
              return at <= patch.text.length ? [edit] : []
            }),
          )
        }
        for (const [at, letter] of [...patch.text].entries()) if (letter !== 'X') expect(first[patch.original(at)]).toBe(letter)
      },
    ),
  )
})
