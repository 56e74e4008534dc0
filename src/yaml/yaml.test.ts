import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {z} from 'zod'
import {checkYaml, formatProblem, parseYaml, readYamlFile, sortProblems} from './index.ts'

const text = `
base: &base
  port: 80
hosts:
  a: {address: x, ports: [1, two]}
  b:
    <<: *base
    wrong: 1
`

test('values and keys have their place', async () => {
  const yaml = await parseYaml('f.yaml', text)
  expect(yaml.problems).toEqual([])
  expect(yaml.spot(['hosts', 'a', 'ports', 1])).toEqual({file: 'f.yaml', line: 5, column: 30})
  expect(yaml.keySpot(['hosts', 'b'], 'wrong')).toEqual({file: 'f.yaml', line: 8, column: 5})
  expect(yaml.spot(['hosts', 'a', 'none', 'deeper'])).toEqual(yaml.spot(['hosts', 'a']))
  expect(yaml.keySpot(['hosts'], 'b')).toEqual({file: 'f.yaml', line: 6, column: 3})
  expect(yaml.keySpot(['none'], 'x')).toEqual({file: 'f.yaml', line: 2, column: 1})
})

test.each([
  [
    'a: 1\nb: {c: 1, c: 2}\na: 2\n',
    'f.yaml:2:11: duplicate key "c"; first defined in line 2.\nf.yaml:3:1: duplicate key "a"; first defined in line 1.',
  ],
  ['a: [1\n', 'f.yaml:1:4: the bracket "[" that opens here is not closed. Write "]" where it ends.'],
  ['a: *none\n', 'f.yaml:1:4: the alias *none has no anchor before it.'],
])('%j is no YAML', async (source, problem) => {
  const {problems, value} = await parseYaml('f.yaml', source)
  expect(sortProblems(problems).map(formatProblem).join('\n')).toContain(problem)
  expect(value).toBeUndefined()
})

test('aliases that would fill the memory are a problem', async () => {
  const levels = Array.from({length: 12}, (_, at) => `l${at + 1}: &l${at + 1} [${Array(9).fill(`*l${at}`).join(', ')}]`)
  const {problems} = await parseYaml('f.yaml', ['l0: &l0 x', ...levels].join('\n'))
  expect(problems.map(formatProblem).join()).toMatch(/^f\.yaml:1:1: .*alias/)
})

test('a schema reports every problem with its place', async () => {
  const yaml = await parseYaml('f.yaml', text)
  const host = z.strictObject({address: z.string(), ports: z.array(z.int()).optional(), port: z.int().optional()})
  const {problems = []} = checkYaml(yaml, z.strictObject({base: z.unknown(), hosts: z.record(z.string(), host)}))
  expect(problems.map(formatProblem)).toEqual([
    'f.yaml:5:30: hosts.a.ports.1: must be a whole number, not the text "two".',
    'f.yaml:7:5: hosts.b: "address" is required.',
    'f.yaml:8:5: hosts.b: unknown key "wrong"; known keys: address, ports, port.',
  ])
})

test('names and ids stay as they are written', async () => {
  const {value} = await parseYaml('ops.yaml', 'hosts: {1.50: 0123, 08: 1e5, 0x10: 1.5, null: 12, true: 0}\n')
  expect(value).toEqual({hosts: {'1.50': '0123', '08': '1e5', '0x10': 1.5, null: 12, true: 0}})
})

test.each([199, 250, 4000, 20_000])('values that are nested %i levels deep are read or reported', async (depth) => {
  const {problems} = await parseYaml('ops.yaml', `a: ${'['.repeat(depth)}${']'.repeat(depth)}\n`)
  expect(problems.map(({message}) => message.replace(/[.]$/, ''))).toEqual(
    depth < 200 ? [] : [expect.stringMatching(/nested (more than 200 levels deep|too deeply)/)],
  )
})

test('code reads what is missing and what was meant from fields', async () => {
  const yaml = await parseYaml('f.yaml', 'a: {driver: kasa}\nb: {driver: kasa, adress: x}\nc: {address: x}\nd: {pidfil: x}\n')
  const host = z.strictObject({driver: z.enum(['exec', 'kasa']), address: z.string()})
  const process = z
    .strictObject({pidfile: z.string().optional()})
    .refine(({pidfile}) => pidfile !== undefined, {error: 'needs "pidfile"', params: {keys: ['pidfile']}})
  const {problems = []} = checkYaml(yaml, z.strictObject({a: host, b: host, c: host, d: process}))
  expect(problems.map(({path, missing, meant}) => [path, missing, meant])).toEqual([
    ['a', 'address', undefined],
    ['b', 'address', 'address'],
    ['c', 'driver', undefined],
    ['d', undefined, 'pidfile'],
  ])
})

const utf16 = (text: string) => Buffer.from(text, 'utf16le')

test.each([
  [
    'UTF-16, little endian',
    utf16('\ufeffa: 1\na: 2\n'),
    [
      '1:1: the file is written in UTF-16; ops reads UTF-8. Convert the file: iconv -f UTF-16 -t UTF-8 f.yaml > NEW',
      '2:1: duplicate key "a"; first defined in line 1.',
    ],
  ],
  [
    'UTF-16, big endian',
    utf16('\ufeffa: 1\na: 2\n').swap16(),
    [
      '1:1: the file is written in UTF-16; ops reads UTF-8. Convert the file: iconv -f UTF-16 -t UTF-8 f.yaml > NEW',
      '2:1: duplicate key "a"; first defined in line 1.',
    ],
  ],
  [
    'UTF-16 without a mark',
    utf16('a: 1\n'),
    ['1:1: the file is written in UTF-16LE; ops reads UTF-8. Convert the file: iconv -f UTF-16LE -t UTF-8 f.yaml > NEW'],
  ],
  [
    'UTF-16BE without a mark',
    utf16('a: 1\n').swap16(),
    ['1:1: the file is written in UTF-16BE; ops reads UTF-8. Convert the file: iconv -f UTF-16BE -t UTF-8 f.yaml > NEW'],
  ],
  [
    'UTF-32',
    Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]),
    ['1:1: the file is written in UTF-32; ops reads UTF-8. Convert the file: iconv -f UTF-32 -t UTF-8 f.yaml > NEW'],
  ],
  ['UTF-8 with a mark', Buffer.from('\ufeffa: 1\na: 2\n'), ['2:1: duplicate key "a"; first defined in line 1.']],
  [
    'Latin-1',
    Buffer.from('a: 1\n\xe9: 1\na: 2\n', 'latin1'),
    [
      '2:1: the byte 0xE9 is not UTF-8. Convert the file: iconv -f ISO-8859-1 -t UTF-8 f.yaml > NEW',
      '3:1: duplicate key "a"; first defined in line 1.',
    ],
  ],
  [
    'a control character',
    Buffer.from('"😀": "\x07"\na: 1\na: 2\n'),
    [
      '1:7: the control character U+0007 is not allowed in YAML. Remove it, or write it as an escape sequence in double quotes.',
      '3:1: duplicate key "a"; first defined in line 2.',
    ],
  ],
])('%s', async (_, bytes, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'ops-yaml-'))
  try {
    writeFileSync(join(folder, 'f.yaml'), bytes)
    const {problems, value} = await readYamlFile(join(folder, 'f.yaml'), 'f.yaml')
    expect(problems.map((problem) => formatProblem(problem).replace('f.yaml:', ''))).toEqual(expected)
    expect(value).toBeUndefined()
  } finally {
    rmSync(folder, {recursive: true})
  }
})

test('columns count characters', async () => {
  const {problems} = await parseYaml('f.yaml', '{"😀😀": 1, a: 1, a: 2}\n')
  expect(problems.map(formatProblem)).toEqual(['f.yaml:1:17: duplicate key "a"; first defined in line 1.'])
})
