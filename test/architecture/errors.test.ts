import {describe, expect, test} from 'vitest'
import {renamedCodes} from '../../src/errors/renamed-codes.ts'
import {home, lineCount, ofRule, product, textOf} from './sources.ts'

const tables = product.filter((file) => /\berrorTable\(\{/.test(textOf(file)) && file !== 'src/errors/error-table.ts')

/** Codes of the rows of a file's tables, and those that it makes by hand. */
function codesIn(file: string): string[] {
  const text = textOf(file)
  const rows = text.includes('errorTable({') ? [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]+): \{$/gm)] : []
  const made = [...text.matchAll(/new OpsError\(\s*'([A-Z0-9_]+)'/g)]
  return [...rows, ...made].map((match) => match[1] ?? '')
}

/** Folders of the core whose codes begin with the thing that they are about. */
const nouns: Record<string, string[]> = {coordinator: ['JOURNAL', 'LEASE'], guards: ['GUARD'], runs: ['RUN']}

/** Whether a code begins with the name of the plugin, or of the folder of the core, that has it. */
function hasOwnersName(code: string, file: string): boolean {
  const owner = home(file) === 'src' ? (file.split('/')[1] ?? '') : home(file).replace('plugins/', '')
  return (nouns[owner] ?? [owner.toUpperCase()]).some((noun) => code.startsWith(`${noun}_`))
}

/** Codes of the command line itself, which every command may end with. */
const common = ['INTERNAL', 'USAGE', 'DEADLINE', 'INTERRUPTED', 'HOSTS_FAILED', 'COMMAND_UNKNOWN']

describe('errors', () => {
  test('a table has at most 150 lines', () => {
    expect(tables.length).toBeGreaterThan(20)
    const long = tables.filter((file) => lineCount(file) > 150).map((file) => `${file} has ${lineCount(file)} lines`)
    expect(ofRule(12, long)).toEqual([])
  })

  test('a code begins with the name of its plugin, or of its folder in the core', () => {
    const wrong = product.flatMap((file) =>
      codesIn(file)
        .filter((code) => !hasOwnersName(code, file) && !common.includes(code))
        .map((code) => `${file}: ${code}`),
    )
    expect(ofRule(12, wrong)).toEqual([])
  })

  test('a code has one owner', () => {
    const all = product.flatMap((file) => [...new Set(codesIn(file))].map((code) => ({code, file})))
    const twice = [...Map.groupBy(all, ({code}) => code)].filter(([code, places]) => places.length > 1 && !common.includes(code))
    const told = twice.map(([code, places]) => `${code}: ${places.map(({file}) => file).join(', ')}`)
    expect(ofRule(12, told)).toEqual([])
  })

  test('a renamed code leads to one that exists', () => {
    const known = new Set([...common, ...product.flatMap(codesIn)])
    const leads = Object.values(renamedCodes).flatMap((row) => (typeof row === 'string' ? [row] : Object.values(row)))
    const astray = leads.filter((code) => !known.has(code)).map((code) => `no table has ${code}, to which a renamed code leads`)
    const still = Object.keys(renamedCodes)
      .filter((code) => known.has(code))
      .map((code) => `${code} is renamed, and a table still has it`)
    expect(ofRule(12, [...astray, ...still])).toEqual([])
  })
})
