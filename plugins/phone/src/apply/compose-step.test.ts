import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {composeStep, installCalls, ownCalls, stagedPath} from './compose-step.ts'

const rc = '/system/etc/init/ops-sshd.rc'

/** Runs the line on a folder; true: it ended well. */
function install(root: string): boolean {
  const script = composeStep(installCalls(rc)).replaceAll(/\/(data|system)\//g, `${root}/$1/`)
  return spawnSync('sh', ['-c', script]).status === 0
}

test('a file for another file system is either complete or absent, and no temporary file is left', () => {
  const root = mkdtempSync(join(tmpdir(), 'ops-stage-'))
  try {
    for (const folder of ['data/ssh/ops/staging', 'system/etc/init']) mkdirSync(join(root, folder), {recursive: true})
    // A copy that fails half-way, as on a full disk.
    writeFileSync(`${root}/system/etc/ops-sshd.rc.ops`, 'te')
    expect(install(root)).toBe(false)
    expect([existsSync(root + rc), readdirSync(`${root}/system/etc`)]).toEqual([false, ['init']])
    writeFileSync(root + stagedPath(rc), 'text\n')
    expect(install(root)).toBe(true)
    expect(readFileSync(root + rc, 'utf8')).toBe('text\n')
    expect([readdirSync(`${root}/system/etc`), readdirSync(`${root}/data/ssh/ops/staging`)]).toEqual([['init'], []])
  } finally {
    rmSync(root, {recursive: true})
  }
})

const owner = {uid: 0, gid: 0, mode: 0o600}

test.each([
  ['a rename', installCalls('/data/nowhere')],
  ['a rename to another file system', installCalls('/system/nowhere/etc/x')],
  ['a copy', [['keep_copy', '/nowhere/a', '/nowhere/b']]],
  ['an owner', ownCalls('/nowhere/a', owner)],
])('%s that fails ends the script, also in its middle', (_, calls) => {
  const {status, stdout} = spawnSync('sh', ['-c', composeStep([...calls, ['echo', 'went on']])], {encoding: 'utf8'})
  expect({failed: status !== 0, stdout}).toEqual({failed: true, stdout: ''})
})
