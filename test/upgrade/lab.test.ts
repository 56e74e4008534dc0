import {existsSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {runOps} from '../cli/run-ops.ts'
import {ask, readAnswers} from './answers.ts'
import {restoreLab} from './lab/lab-fixtures.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-upgrade-lab-'))
afterAll(() => rmSync(folder, {recursive: true}))

test('a lab that an older version made before a reboot is shown and removed', async () => {
  restoreLab(folder)
  for (const answer of readAnswers('lab.answers.ndjson')) expect(await ask(answer.args, folder)).toEqual(answer)
  expect(await runOps(['lab', 'down', '--dir', join(folder, 'lab')])).toMatchObject({code: 0})
  expect(existsSync(join(folder, 'lab'))).toBe(false)
})
