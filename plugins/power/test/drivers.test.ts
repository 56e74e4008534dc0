import {access, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, it} from 'vitest'
import {Device} from 'tplink-smarthome-simulator'
import {execFactory} from '../src/drivers/exec/factory.ts'
import {execSchema} from '../src/drivers/exec/config.ts'
import {startLabPlug} from '../src/lab-plug/start-lab-plug.ts'
import {type DriverSubject, driverContract} from '../src/drivers/contract/driver-contract.ts'
import {openKasa} from './open-kasa.ts'

function testContract(name: string, make: (isOn: boolean) => Promise<DriverSubject>): void {
  describe(`driver contract: ${name}`, () => {
    for (const one of driverContract(make)) it(one.name, one.run)
  })
}

for (const model of ['hs100', 'hs105', 'hs110', 'hs110v2', 'hs300'] as const) {
  testContract(`tplink-smarthome-simulator ${model}`, async (isOn) => {
    const device = new Device({model, address: '127.40.2.1', port: 0, data: {}})
    // A connection that is reset is an error event; without a listener it would end the process.
    device.deviceNetworking.on('error', () => {})
    await device.start()
    const driver = await openKasa({address: device.address, port: device.port, ...(model === 'hs300' ? {outlet: 2} : {})})
    await driver[isOn ? 'on' : 'off'](new AbortController().signal)
    return {driver, isOn: async () => undefined, [Symbol.asyncDispose]: async () => void (await device.stop())}
  })
}

for (const model of ['HS100', 'HS105', 'HS110', 'HS300']) {
  testContract(`strict plug ${model}`, async (isOn) => {
    const names = model === 'HS300' ? ['one', 'two', 'three', 'four', 'five', 'six'] : ['one']
    const moved = names.map(() => isOn)
    const plug = await startLabPlug({
      model,
      address: '127.40.2.2',
      port: 0,
      outlets: names.map((alias) => ({alias, on: isOn})),
      onRelay: async (outlet, on) => {
        moved[outlet] = on
        return true
      },
    })
    const at = model === 'HS300' ? 3 : 0
    const driver = await openKasa({address: plug.address, port: plug.port, ...(model === 'HS300' ? {outlet: 'four'} : {})})
    return {
      driver,
      async isOn() {
        // No other outlet moved.
        if (moved.some((on, other) => other !== at && on !== isOn)) throw new Error('another outlet moved')
        return moved[at]
      },
      [Symbol.asyncDispose]: () => plug[Symbol.asyncDispose](),
    }
  })
}

testContract('exec', async (isOn) => {
  const dir = await mkdtemp(join(tmpdir(), 'ops-exec-'))
  const relay = join(dir, 'relay')
  if (isOn) await writeFile(relay, '')
  const config = execSchema.parse({
    on: ['touch', relay],
    off: ['rm', '-f', relay],
    status: ['sh', '-c', 'if [ -e "$0" ]; then echo power is on; else echo power is off; fi', relay],
    isOn: {stdout: '^power is on$'},
    isOff: {stdout: '^power is off$'},
  })
  const transports = {
    to: () => {
      throw new Error('not asked')
    },
    async [Symbol.asyncDispose]() {},
  }
  return {
    driver: await execFactory.open(config, {transports, host: 'a'}),
    isOn: () =>
      access(relay).then(
        () => true,
        () => false,
      ),
    [Symbol.asyncDispose]: () => rm(dir, {recursive: true}),
  }
})
