import {type SpawnSyncReturns, spawnSync} from 'node:child_process'
import {cpSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {root} from '../../cli/run-ops.ts'
import {fencedBlocks, type Page, pages} from '../references/page.ts'
import {codeFiles, codeFolder} from './code-files.ts'

const pageOf = (file: string): Page => {
  const page = pages.find((candidate) => candidate.file === file)
  if (page === undefined) throw new Error(`There is no page ${file}.`)
  return page
}

/** A program that ran to its end; the output is there for the message of a failure. */
const ended = ({status, stdout, stderr}: SpawnSyncReturns<string>) => (status === 0 ? 'done' : `${status}\n${stdout}${stderr}`)

const run = (cwd: string, module: string, ...args: string[]) =>
  ended(spawnSync(process.execPath, [join(root, 'node_modules', module), ...args], {cwd, encoding: 'utf8', timeout: 120_000}))
const compile = (cwd: string) => run(cwd, 'typescript/bin/tsc', '-p', '.')
const runTests = (cwd: string, ...paths: string[]) => run(cwd, 'vitest/vitest.mjs', 'run', '--root', cwd, ...paths)

describe('the code of a walk-through compiles, and its tests pass', () => {
  test.each([['docs/contributing/add-a-doctor-check.md'], ['docs/contributing/add-a-workload-runtime.md']])(
    '%s',
    {timeout: 240_000},
    (name) => {
      const files = codeFiles(pageOf(name))
      expect(files.some(({name: file}) => file.endsWith('.test.ts'))).toBe(true)
      using folder = codeFolder(files)
      expect(compile(folder.path)).toBe('done')
      expect(runTests(folder.path)).toBe('done')
    },
  )

  test('docs/contributing/add-a-boot-firmware.md, applied to a copy of the boot plugin', {timeout: 240_000}, () => {
    const changes = fencedBlocks(pageOf('docs/contributing/add-a-boot-firmware.md')).filter(({language}) => language === 'diff')
    expect(changes).toHaveLength(3)
    using folder = codeFolder([])
    const tested = 'src/tftp/personality.test.ts'
    cpSync(join(root, 'plugins/boot/src'), join(folder.path, 'plugins/boot/src'), {
      recursive: true,
      filter: (file) => !file.endsWith('.test.ts') || file.endsWith(tested),
    })
    // git would take the folder for a part of this repository, where it is ignored.
    const env = {...process.env, GIT_CEILING_DIRECTORIES: root}
    const input = changes.map(({text}) => text).join('')
    expect(ended(spawnSync('git', ['apply', '-C1'], {cwd: folder.path, env, input, encoding: 'utf8'}))).toBe('done')
    expect(compile(folder.path)).toBe('done')
    expect(runTests(folder.path, tested)).toBe('done')
  })
})
