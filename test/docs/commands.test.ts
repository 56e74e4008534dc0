import {spawnSync} from 'node:child_process'
import {cpSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {root} from '../cli/run-ops.ts'

test('the command reference is that of the commands (npm run docs)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ops-reference-'))
  try {
    const copy = join(folder, 'commands.md')
    cpSync(join(root, 'docs/commands.md'), copy)
    const oclif = join(root, 'node_modules/oclif/bin/run.js')
    const {status, stderr} = spawnSync(process.execPath, [oclif, 'readme', '--readme-path', copy, '--no-source-links'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect({status, stderr: status === 0 ? '' : stderr}).toEqual({status: 0, stderr: ''})
    expect(readFileSync(copy, 'utf8')).toBe(readFileSync(join(root, 'docs/commands.md'), 'utf8'))
  } finally {
    rmSync(folder, {recursive: true})
  }
})
