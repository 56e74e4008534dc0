import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {hostname, tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect} from 'vitest'
import {lab} from '../lab/require.ts'
import {bin} from './run-ops.ts'

// A container may run as a user that no database knows, and without SHELL.
const test = lab({root: true, programs: ['unshare']})
const folder = mkdtempSync(join(tmpdir(), 'ops-nameless-'))
afterAll(() => rmSync(folder, {recursive: true}))

test('a user without a name acts under its number', () => {
  const inventory = join(folder, 'ops.yaml')
  const lamp = {power: {driver: 'exec', on: ['true', 'on'], off: ['true', 'off'], status: ['echo', 'on']}}
  writeFileSync(inventory, JSON.stringify({hosts: {lamp}}))
  const ops = (...args: string[]) =>
    execFileSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs none /etc && exec "$@"', 'sh', process.execPath, bin, ...args], {
      env: {PATH: process.env['PATH'], HOME: folder, OPS_STATE_DIR: join(folder, 'state'), OPS_INVENTORY: inventory},
      encoding: 'utf8',
      timeout: 200_000,
    })
  ops('power', 'on', 'lamp')
  expect(ops('runs', 'show')).toContain(`by uid0@${hostname()}`)
})
