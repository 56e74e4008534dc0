import {spawnSync} from 'node:child_process'
import {globSync, readFileSync} from 'node:fs'
import {join, relative} from 'node:path'
import {pathToFileURL} from 'node:url'
import {describe, expect, test} from 'vitest'
import {loadScript} from '@ops/core/scripts'

const root = join(import.meta.dirname, '..')
const scripts = globSync(join(root, '**/scripts/*.pl')).map((file) => relative(root, file))

test('there are scripts', () => expect(scripts.length).toBeGreaterThan(30))

// The build replaces folders called scripts in dist by those of src: compiled code in them would be lost.
test('no TypeScript lies in a folder of scripts', () => expect(globSync(join(root, '**/scripts/*.ts'))).toEqual([]))

describe.each(scripts)('%s', (name) => {
  const text = loadScript(pathToFileURL(join(root, name)))

  test('is valid Perl together with the scripts that it needs', () => {
    const {status, stderr} = spawnSync('perl', ['-c', '-e', text], {encoding: 'utf8'})
    expect(stderr).toBe('-e syntax OK\n')
    expect(status).toBe(0)
  })

  test('fits into one argument of a command', () => {
    // MAX_ARG_STRLEN is 128 KiB (execve(2)); quoting for ssh makes it longer.
    expect(text.replaceAll("'", `'\\''`).length).toBeLessThan(64 * 1024)
  })

  test('has a header, and no line over 120 columns', () => {
    const lines = readFileSync(join(root, name), 'utf8').split('\n')
    expect(lines[0]).toMatch(/^#/)
    expect(lines.filter((line) => line.length > 120)).toEqual([])
  })
})
