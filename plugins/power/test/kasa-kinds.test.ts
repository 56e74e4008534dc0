import {Device} from 'tplink-smarthome-simulator'
import {expect, test} from 'vitest'
import {discoverPlugs} from '../src/drivers/kasa/discover-plugs.ts'
import {parseSysinfo} from '../src/drivers/kasa/protocol/sysinfo.ts'
import {renderPlugs} from '../src/drivers/kasa/render-plugs.ts'
import {startLabPlug} from '../src/lab-plug/start-lab-plug.ts'
import {readStatuses} from '../src/status/read-status.ts'
import {scene} from './scene.ts'

// Not everything that speaks the Kasa protocol is a plug.

const quick = {waitMs: 1500, repeats: 2}
const signal = new AbortController().signal

test.each([
  ['hs100', 'plug', 'off'],
  ['hs220', 'dimmer', 'dimmer off'],
  ['lb130', 'bulb', 'bulb off'],
  ['kl430', 'light strip', 'light strip off'],
] as const)('a %s is a %s', async (model, kind, shown) => {
  const device = new Device({model, address: '127.40.32.1', port: 0, alias: model, data: {}})
  device.deviceNetworking.on('error', () => {})
  await device.start()
  try {
    const yaml = `hosts: {a: {power: {driver: kasa, address: ${device.address}, port: ${device.port}}}}`
    const {services, hosts} = await scene({inventory: yaml})
    const {driver, settings} =
      (await import('../src/outlets/power-map.ts')).readPowerMap(services.inventory, services.registry).of('a')[0] ?? {}
    await using outlet = await driver?.open(settings, {transports: services.transports, host: 'a'})
    await outlet?.on(signal)
    expect(await readStatuses(services, hosts('a'), signal)).toMatchObject([{host: 'a', power: 'on'}])
    await outlet?.off(signal)
    expect(await outlet?.read(signal)).toMatchObject({state: 'off', detail: {kind}})
    const found = await discoverPlugs({addresses: [device.address], port: device.port, ...quick}, signal)
    expect(found).toMatchObject([{kind, supported: true}])
    expect(renderPlugs(found)).toContain(shown)
  } finally {
    await device.stop()
  }
})

test('a strip without outlets is refused, and discovered as not supported', async () => {
  await using plug = await startLabPlug({model: 'HS300', address: '127.40.32.2', port: 0, outlets: []})
  const {services, hosts} = await scene({inventory: `hosts: {a: {power: {driver: kasa, address: ${plug.address}, port: ${plug.port}}}}`})
  const [status] = await readStatuses(services, hosts('a'), signal)
  expect(status?.error).toMatchObject({
    code: 'POWER_NO_RELAY',
    message: `The plug ${plug.address}:${plug.port} of a is the strip HS300(US), and reports no outlet.`,
  })
  const found = await discoverPlugs({addresses: [plug.address], port: plug.port, ...quick}, signal)
  expect(found).toMatchObject([{kind: 'strip', supported: false}])
  expect(renderPlugs(found)).toContain('strip without outlets: not supported')
})

test('a device that reports nothing to switch has no outlet', () => {
  const text = JSON.stringify({system: {get_sysinfo: {alias: 'x', model: 'KE100', deviceId: '8006', err_code: 0}}})
  expect(parseSysinfo(text)).toMatchObject({kind: 'device without a relay', outlets: []})
})
