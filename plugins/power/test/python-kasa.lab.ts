import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {expect} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {startLabPlug} from '../src/lab-plug/start-lab-plug.ts'

// python-kasa shares no code with this project. Its own commands read the simulated plugs as they read real ones.

/** The newest version, and the last one whose `kasa schedule list` works: later ones fail at it for every device, real ones too. */
const [newest, older] = ['0.12.0', '0.6.2.1'].map((version) => fileURLToPath(new URL(`../../../.ci/venv/${version}`, import.meta.url)))
const install = 'python3 -m venv .ci/venv/VERSION && .ci/venv/VERSION/bin/pip install python-kasa==VERSION'
const test = lab(
  existsSync(`${newest}/bin/kasa`) && existsSync(`${older}/bin/kasa`)
    ? {}
    : {missing: `python-kasa 0.12.0 and 0.6.2.1 are not both installed (${install})`},
)

const runOf =
  (venv: string | undefined) =>
  async (...args: string[]) =>
    (await promisify(execFile)(`${venv}/bin/kasa`, args, {timeout: 100_000})).stdout
const run = runOf(newest)
const on = {on: true, watts: 40}

test('kasa reads the state, the time and the energy of a plug, and discovers it', async () => {
  await using plug = await startLabPlug({
    model: 'HS110',
    address: '127.40.33.1',
    port: 9999,
    alias: 'node1',
    outlets: [{alias: 'node1', ...on}],
  })
  const of = ['--host', plug.address, '--type', 'plug']
  const state = await run(...of, 'state')
  expect(state).toContain('== node1 - HS110')
  expect(state).toMatch(new RegExp(`Time: +${new Date().getUTCFullYear()}-`))
  expect(state).toContain('Current consumption (current_consumption): 40 W')
  const energy = await run(...of, 'energy')
  for (const line of ['Power: 40 W', 'Total consumption: 1.5 kWh', 'Today: 0.5 kWh']) expect(energy).toContain(line)
  expect(await run('--target', plug.address, 'discover')).toContain('Found 1 devices')
})

test('kasa reads every outlet of a strip', async () => {
  const outlets = [
    {alias: 'left', ...on},
    {alias: 'right', on: false},
  ]
  await using plug = await startLabPlug({model: 'HS300', address: '127.40.33.2', port: 9999, alias: 'rack', outlets})
  const state = await run('--host', plug.address, '--type', 'strip', 'state')
  for (const line of ['== rack - HS300', '== left (Socket for HS300(US)) ==', '== right (Socket for HS300(US)) =='])
    expect(state).toContain(line)
})

const listRules = `
import asyncio, sys
from kasa import Module
from kasa.iot import IotPlug
async def main():
    plug = IotPlug(sys.argv[1])
    await plug.update()
    print([rule.name for rule in plug.modules[Module.IotSchedule].rules])
    print(await plug.modules[Module.IotSchedule].call('add_rule', {'name': 'night', 'enable': 1, 'wday': [1, 1, 1, 1, 1, 1, 1],
        'repeat': 1, 'sact': 0, 'stime_opt': 0, 'smin': 60}))
    await plug.update()
    print([rule.name for rule in plug.modules[Module.IotSchedule].rules])
    await plug.modules[Module.IotSchedule].delete_all_rules()
    await plug.update()
    print([rule.name for rule in plug.modules[Module.IotSchedule].rules])
asyncio.run(main())
`

test('kasa lists the rules of the schedule, and python-kasa adds and deletes some', async () => {
  await using plug = await startLabPlug({model: 'HS110', address: '127.40.33.3', port: 9999, outlets: [{alias: 'node1', ...on}]})
  const list = () => runOf(older)('--host', plug.address, '--type', 'plug', 'schedule', 'list')
  expect(await list()).toContain('No rules of type schedule')
  const {stdout} = await promisify(execFile)(`${newest}/bin/python`, ['-c', listRules, plug.address], {timeout: 100_000})
  expect(stdout.split('\n')).toEqual(['[]', expect.stringMatching(/^\{'id': '[0-9A-F]{32}'/), "['night']", '[]', ''])
})
