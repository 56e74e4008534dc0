import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {root} from '../../cli/run-ops.ts'
import {commonErrors, handMade} from './common-errors.ts'
import {readErrors, sourceFiles} from './read-errors.ts'
import {renderPage} from './render-page.ts'
import {isValue, readSentence, renderSentence, wordings} from './render-sentence.ts'
import {type Node, parseTypeScript, walk} from './syntax.ts'

const errors = readErrors()

test('docs/errors.md is what npm run docs writes', () => {
  expect(readFileSync(join(root, 'docs/errors.md'), 'utf8')).toBe(renderPage(errors))
})

test('every code of the page is there once', () => {
  expect(errors.length).toBeGreaterThan(200)
  const twice = [...Map.groupBy(errors, ({code}) => code).values()].filter(({length}) => length > 1)
  expect(twice.map((entries) => entries.map(({code, file}) => `${file}: ${code}`))).toEqual([])
})

test('every code that a source names is on the page', () => {
  const known = new Set(errors.map(({code}) => code))
  const owners = new Set([...known].map((code) => code.split('_')[0]))
  const named = sourceFiles()
    .filter((file) => file !== 'src/errors/renamed-codes.ts')
    .flatMap((file) => {
      const codes = readFileSync(join(root, file), 'utf8').match(/(?<=')[A-Z]+(?:_[A-Z0-9]+)+(?=')/g) ?? []
      return codes.filter((code) => owners.has(code.split('_')[0]) && !known.has(code)).map((code) => `${file}: ${code}`)
    })
  expect(named).toEqual([])
  expect([...known]).toEqual(expect.arrayContaining(['GUARD_REFUSED', 'INTERRUPTED', 'DEADLINE', 'HOSTS_FAILED', 'INTERNAL', 'USAGE']))
})

test('every subclass of OpsError is read', () => {
  const made = sourceFiles().flatMap(
    (file) => /extends OpsError\b[\s\S]*?super\(\s*'(\w+)'/.exec(readFileSync(join(root, file), 'utf8'))?.[1] ?? [],
  )
  expect(made).not.toEqual([])
  expect(errors.map(({code}) => code)).toEqual(expect.arrayContaining(made))
})

test('every error says what it means', () => {
  expect(errors.filter(({meaning}) => meaning === undefined).map(({code, file}) => `rule 12: ${file}: ${code} has no "meaning"`)).toEqual(
    [],
  )
})

test('a hint that is a command is only that command', () => {
  const hints = errors.flatMap(({code, hints}) => hints.map((parts) => `${code}: ${renderSentence(parts)}`))
  expect(hints.filter((hint) => /^\w+: ops .*(;|, (or|and|if) )/.test(hint))).toEqual([])
})

test('a hint that the caller computes has the next step in words', () => {
  const without = errors.filter(({hints, hintNote}) => hintNote === undefined && hints.flatMap(wordings).some(isValue))
  expect(without.map(({code, file}) => `${file}: ${code} has no "hintNote"`)).toEqual([])
})

test('nothing is kept for a code that no source makes by hand', () => {
  const known = [...Object.keys(commonErrors), ...Object.keys(handMade)]
  expect(known.filter((code) => !errors.some((error) => error.code === code))).toEqual([])
})

describe('a sentence on the page', () => {
  const rendered = (source: string) => {
    const arrow = [...walk(parseTypeScript(`export const f = ${source}`, 'f.ts'))].find(({type}) => type === 'ArrowFunctionExpression')
    return renderSentence(readSentence(arrow as Node))
  }

  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are sources of functions.
  test.each([
    ['(host: string) => `${host} is off.`', '*host* is off.'],
    ["(names: string[]) => `No answer from ${names.join(', ')}.`", 'No answer from *names*.'],
    ['(all: string[]) => `${all.length} are bad.`', '*number* are bad.'],
    ['(ttlMs: number) => `It lasts ${ttlMs} ms.`', 'It lasts *ttl* ms.'],
    ['(next?: string) => next ?? `ops evacuate status`', 'ops evacuate status'],
    ["(folder: string) => shellQuote(['mkdir', '-p', folder])", 'mkdir -p *folder*'],
    ["(all: boolean) => { const more = all ? ', and more' : ''; return `One${more}.` }", 'One\\[, and more\\].'],
    ['(ms: number) => `Not within ${Math.round(ms / 1000)} s.`', 'Not within *seconds* s.'],
    ['(ms: number) => `Not within ${formatDuration(ms)}.`', 'Not within *duration*.'],
    ['(remainingMs: number) => `${Math.ceil(remainingMs / 1000)} s are left.`', '*remaining* s are left.'],
    ["(all: number) => `${plural(all, 'move')} of ${plural(all, 'directory', 'directories')}.`", '*all* moves of *all* directories.'],
    ['(at: number) => `Character ${at + 1}.`', 'Character *at*.'],
    ["(failure: Failure) => `${failure.wrong} of ${failure.all}` + ' files.'", '*wrong* of *all* files.'],
    ["(socket: boolean) => `An address${socket ? ', or a path' : ''}.`", 'An address\\[, or a path\\].'],
    ["(line: string) => (line === '' ? 'It is empty.' : `It says ${line}.`)", '\\[It is empty. | It says *line*.\\]'],
    ['(set: string) => { const text = set; return `No ${text}.` }', 'No *text*.'],
    ['() => \'Write ignore: ["*"] and <name>.\'', 'Write ignore: \\["\\*"\\] and \\<name\\>.'],
  ])('%s', (source, text) => {
    expect(rendered(source)).toBe(text)
  })
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: these are sources of functions.
})
