import {spawnSync} from 'node:child_process'
import {mkdtempSync, readdirSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'

const run = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, '../../bench/run.ts'), ...args], {encoding: 'utf8', timeout: 200_000})

test('a bench gets its own flags: what another mirrorlist server needs is written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ops-bench-'))
  try {
    expect(run('mirrorlist', '--write', folder)).toMatchObject({status: 0, stdout: expect.stringContaining(`Written to ${folder}.`)})
    expect(readdirSync(folder).sort()).toEqual([
      'countries.mmdb',
      'country_continent.csv',
      'global_netblocks.txt',
      'mirrorlist_cache.proto',
    ])
  } finally {
    rmSync(folder, {recursive: true})
  }
})

test('a name that no bench has', () => {
  expect(run('mirorlist')).toMatchObject({status: 64, stderr: expect.stringContaining('There is no bench "mirorlist"; there are boot,')})
})
