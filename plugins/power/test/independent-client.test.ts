import {expect, it} from 'vitest'
import {Client, type Plug} from 'tplink-smarthome-api'
import {startLabPlug} from '../src/lab-plug/start-lab-plug.ts'

// npm tplink-smarthome-api shares no code with this project: an answer that it understands is one of a real plug.

const client = new Client({logLevel: 'silent', defaultSendOptions: {timeout: 3000, transport: 'tcp', useSharedSocket: false}})

it.each(['HS100', 'HS105', 'HS110'])('drives a simulated %s by TCP', async (model) => {
  await using plug = await startLabPlug({model, address: '127.40.3.1', port: 0, alias: 'Büro ☃', outlets: [{alias: 'x', on: false}]})
  const device = (await client.getDevice({host: plug.address, port: plug.port})) as Plug
  expect(device.alias).toBe('Büro ☃')
  expect(await device.getPowerState()).toBe(false)
  await device.setPowerState(true)
  expect(plug.state.outlets[0]?.closed).toBe(true)
  expect(await device.getPowerState()).toBe(true)
  if (model === 'HS110') expect(await device.emeter.getRealtime()).toMatchObject({power: 40})
})

it('drives one outlet of a simulated strip', async () => {
  const outlets = ['one', 'two', 'three'].map((alias) => ({alias, on: true}))
  await using plug = await startLabPlug({model: 'HS300', address: '127.40.3.1', port: 0, outlets})
  const strip = (await client.getDevice({host: plug.address, port: plug.port})) as Plug
  const [, second] = [...strip.children.keys()]
  const child = (await client.getDevice({host: plug.address, port: plug.port, childId: second ?? ''})) as Plug
  await child.setPowerState(false)
  expect(plug.state.outlets.map(({closed}) => closed)).toEqual([true, false, true])
})

it('answers by UDP', async () => {
  await using plug = await startLabPlug({model: 'HS105', address: '127.40.3.1', port: 0})
  const answer = await client.getSysInfo(plug.address, plug.port, {transport: 'udp', timeout: 3000})
  expect(answer.model).toBe('HS105(EU)')
})
