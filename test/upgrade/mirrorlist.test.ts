import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {runOps} from '../cli/run-ops.ts'
import {ask, readAnswers} from './answers.ts'
import {restoreMirrorlist} from './mirrorlist/mirrorlist-fixtures.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-upgrade-mirrorlist-'))
afterAll(() => rmSync(folder, {recursive: true}))
restoreMirrorlist(folder)

describe.concurrent('files of ops mirrorlist that an older version wrote', () => {
  test.each(readAnswers('mirrorlist.answers.ndjson').map((answer) => [answer.args.join(' '), answer] as const))(
    'ops %s answers the same',
    async (_, answer) => {
      expect(await ask(answer.args, folder)).toEqual(answer)
    },
  )

  test('statistics are added to those that are there', async () => {
    restoreMirrorlist(join(folder, 'more'))
    const log = join(folder, 'new.log')
    writeFileSync(log, 'IP: 192.0.2.9; DATE: 2022-10-01; COUNTRY: SE; REPO: fedora-42; ARCH: x86_64\n')
    const store = join(folder, 'more/statistics.sqlite')
    expect(await runOps(['mirrorlist', 'stats', 'import', log, '--store', store])).toMatchObject({code: 0})
    const {result} = await ask(['mirrorlist', 'stats', '--store', store, '--date', '2022-10-01'], folder)
    expect(result).toMatchObject({total: 3, names: expect.arrayContaining([expect.objectContaining({name: 'SE', requests: 2})])})
  })

  test('a new generation follows the published one', async () => {
    const generation = () => (JSON.parse(readFileSync(join(folder, 'published/latest.json'), 'utf8')) as {generation: number}).generation
    const before = generation()
    expect(await runOps(['mirrorlist', 'publish', '--data', join(folder, 'data'), '--to', join(folder, 'published')])).toMatchObject({
      code: 0,
    })
    expect(generation()).toBeGreaterThan(before)
  })
})
