import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {root} from '../cli/run-ops.ts'

test('the command reference is that of the commands (npm run docs)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ops-reference-'))
  try {
    const written = join(folder, 'commands.md')
    const {status, stderr} = spawnSync(process.execPath, [join(root, 'bin/command-reference.js'), written], {encoding: 'utf8'})
    expect({status, stderr}).toEqual({status: 0, stderr: ''})
    expect(readFileSync(written, 'utf8')).toBe(readFileSync(join(root, 'docs/commands.md'), 'utf8'))
  } finally {
    rmSync(folder, {recursive: true})
  }
})
