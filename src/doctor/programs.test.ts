import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {findPrograms} from './programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-programs-'))
afterAll(() => rmSync(folder, {recursive: true}))

test('a program that is there, one that is not executable, and one that is not there', () => {
  for (const [name, mode] of [
    ['here-x1', 0o755],
    ['closed-x1', 0o644],
  ] as const) {
    writeFileSync(join(folder, name), '')
    chmodSync(join(folder, name), mode)
  }
  const needs = ['here-x1', 'closed-x1', 'absent-x1'].map((program) => ({program, packages: `${program}-pkg`, feature: 'ops x'}))
  const missing = {state: 'missing', message: 'It is not installed.', feature: 'ops x'}
  expect(findPrograms(needs, {PATH: folder})).toEqual([
    {subject: 'here-x1 on this machine', state: 'ok', message: 'It is installed.', feature: 'ops x'},
    {subject: 'closed-x1 on this machine', ...missing, fix: 'apt-get install closed-x1-pkg'},
    {subject: 'absent-x1 on this machine', ...missing, fix: 'apt-get install absent-x1-pkg'},
  ])
  expect(findPrograms([{program: 'absent-x1', packages: 'x', feature: 'ops x', optional: true}], {PATH: folder})).toMatchObject([
    {state: 'missing', optional: true},
  ])
})
