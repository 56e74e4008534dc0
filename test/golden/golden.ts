import {readFileSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'

/**
 * Golden tests: each `*.golden` file of the folder is an input, a line `----`, and the output expected for it.
 * `OPS_GOLDEN=write` writes what came out instead, for reading in the diff.
 */
export function goldens(folder: string, outcome: (input: string, name: string) => string | Promise<string>): void {
  const files = readdirSync(folder).filter((name) => name.endsWith('.golden'))
  if (files.length === 0) throw new Error(`There is no *.golden file in ${folder}.`)
  test.each(files)('%s', async (name) => {
    const file = join(folder, name)
    const [input = '', expected = ''] = readFileSync(file, 'utf8').split(/^----\n/m)
    const output = `${(await outcome(input, name)).trimEnd()}\n`
    if (process.env['OPS_GOLDEN'] === 'write') writeFileSync(file, `${input}----\n${output}`)
    else expect(output).toBe(expected)
  })
}
