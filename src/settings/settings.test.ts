import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {explainSettings, resolveSettings} from './index.ts'

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

test('an inventory that is no mapping is left to the check of the inventory, which names the place', async () => {
  const file = join(folder, 'list.yaml')
  writeFileSync(file, '- a\n')
  expect((await resolveSettings({flags: {inventory: file}, env: {}, cwd: folder})).inventory).toBe(file)
  writeFileSync(file, 'settings: 5\n')
  await expect(resolveSettings({flags: {inventory: file}, env: {}, cwd: folder})).rejects.toMatchObject({code: 'SETTINGS_INVALID'})
})
