import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {formatProblem} from '../yaml/index.ts'
import {explainSettings, readSettings, resolveSettings} from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-settings-'))
afterAll(() => rmSync(folder, {recursive: true}))
mkdirSync(join(folder, 'ops'))
writeFileSync(join(folder, 'ops.yaml'), 'settings: {fanout: 8, timeout: 5m}\n')
writeFileSync(join(folder, 'ops', 'config.yaml'), 'fanout: 4\n')
const env = {XDG_CONFIG_HOME: folder, OPS_TIMEOUT: '1m'}

test('flag beats variable beats project beats user beats default, and each says what it beats', async () => {
  const settings = new Map((await explainSettings({flags: {timeout: '9s'}, env, cwd: folder})).map((s) => [s.name, s]))
  expect(settings.get('timeout')).toMatchObject({value: '9s', source: '--timeout', overridden: [{value: '1m'}, {value: '5m'}]})
  expect(settings.get('fanout')).toMatchObject({value: 8, source: join(folder, 'ops.yaml'), overridden: [{value: 4}]})
  expect(settings.get('inventory')).toMatchObject({value: join(folder, 'ops.yaml'), source: 'project'})
})

test('the state directory follows XDG by default', async () => {
  expect((await resolveSettings({flags: {}, env: {XDG_STATE_HOME: '/s'}, cwd: folder})).stateDir).toBe('/s/ops')
  expect((await resolveSettings({flags: {}, env: {XDG_STATE_HOME: '/s', OPS_STATE_DIR: 'x'}, cwd: folder})).stateDir).toBe(
    join(folder, 'x'),
  )
})

test('a value that makes no sense is refused with its source', async () => {
  await expect(resolveSettings({flags: {}, env: {OPS_FANOUT: 'many'}, cwd: folder})).rejects.toMatchObject({
    code: 'SETTINGS_INVALID',
    exit: 64,
    message: 'fanout is many (OPS_FANOUT); it must be a whole number from 1.',
  })
})

describe('a broken inventory', () => {
  const file = join(folder, 'broken.yaml')
  const read = async (text: string) => {
    writeFileSync(file, text)
    const {settings, problems} = await readSettings({flags: {inventory: file}, env: {XDG_CONFIG_HOME: '/none'}, cwd: folder})
    return {
      fanout: settings.find(({name}) => name === 'fanout')?.value,
      problems: problems.map((one) => formatProblem(one).replace(`${folder}/`, '')),
    }
  }

  test.each([
    ['- a\n', 32, []],
    ['settings: 5\n', 32, ['broken.yaml:1:11: "settings" must be a mapping of names to values, not 5.']],
    ['settings: {fanout: 0}\n', 32, ['broken.yaml:1:20: settings.fanout: must be a whole number from 1, not 0.']],
    ['settings: {fanouts: 3, fanout: 4}\n', 4, ['broken.yaml:1:12: settings: unknown setting "fanouts". Did you mean "fanout"?']],
    [
      'settings: {timeout: soon, x-note: 1}\n',
      32,
      ['broken.yaml:1:21: settings.timeout: must be a length of time, e.g. 90s or 10m, not "soon".'],
    ],
    ['settings: {fanout: 4}\nhosts: [\n', 4, ['broken.yaml:2:8: the bracket "[" that opens here is not closed. Write "]" where it ends.']],
  ])('%j ends no command that does without its settings', async (text, fanout, problems) => {
    expect(await read(text)).toEqual({fanout, problems})
  })
})

test('a config.yaml with mistakes ends every command', async () => {
  const home = join(folder, 'wrong')
  mkdirSync(join(home, 'ops'), {recursive: true})
  writeFileSync(join(home, 'ops', 'config.yaml'), 'fanout: 4\ntimeouts: 1m\n')
  await expect(resolveSettings({flags: {}, env: {XDG_CONFIG_HOME: home}, cwd: '/'})).rejects.toMatchObject({
    code: 'SETTINGS_FILE_INVALID',
    exit: 64,
    message: `${home}/ops/config.yaml:2:1: unknown setting "timeouts". Did you mean "timeout"?`,
  })
})
