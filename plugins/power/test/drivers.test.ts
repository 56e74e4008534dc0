import {writeFileSync} from 'node:fs'
import {access, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {describe, it} from 'vitest'
import {Device} from 'tplink-smarthome-simulator'
import {execFactory} from '../src/drivers/exec/factory.ts'
import {
  type DriverSubject,
  type Entry,
  type FactoryExamples,
  type SilentDevice,
  driverContract,
  silentListener,
} from '../src/drivers/contract/driver-contract.ts'
import {kasaFactory} from '../src/drivers/kasa/factory.ts'
import {tasmotaFactory} from '../src/drivers/tasmota/factory.ts'
import {startLabPlug} from '../src/lab-plug/start-lab-plug.ts'
import {lossyLink} from './lossy-link.ts'
import {noTransports} from './no-transports.ts'
import {quickClock} from './quick-clock.ts'
import {startTasmota} from '../src/lab-plug/tasmota/simulated-tasmota.ts'

function testContract(name: string, make: (isOn: boolean) => Promise<DriverSubject>, examples: FactoryExamples): void {
  describe(`driver contract: ${name}`, () => {
    for (const one of driverContract(make, examples)) it(one.name, one.run)
  })
}

const limits = {clock: quickClock(), connectMs: 10_000, answerMs: 10_000}

async function silentDevice(outlet?: number): Promise<SilentDevice> {
  const {address, port, ...listener} = await silentListener('127.40.2.4')
  return {entry: {address, port, ...(outlet === undefined ? {} : {outlet})}, ...listener}
}

const kasaExamples: FactoryExamples = {
  factory: kasaFactory(),
  entry: {address: 'strip.example.com', outlet: 1},
  sameOutlet: [{address: 'Strip.Example.com', port: 9999, outlet: 1}],
  otherOutlets: [
    {address: 'strip.example.com'},
    {address: 'strip.example.com', outlet: 2},
    {address: 'strip.example.com', outlet: 'node2 right'},
    {address: 'strip.example.com', port: 9998, outlet: 1},
    {address: 'fe80::1', outlet: 1},
  ],
  refused: [
    {entry: {outlet: 1}, at: 'address'},
    {entry: {address: 'strip', outlet: 0}, at: 'outlet'},
    {entry: {address: 'strip', port: 70_000}, at: 'port'},
    {entry: {address: 'strip', deviceId: 8006000000000000}, at: 'deviceId'},
  ],
}

/** The number, alias and child id of the outlet that an entry names, each of them as another entry. */
async function sameKasaEntries(entry: {address: string; port: number; outlet?: number | string}): Promise<Entry[]> {
  const factory = kasaFactory(limits)
  await using driver = await factory.open(await (await factory.schema()).parseAsync(entry), {transports: noTransports, host: 'a'})
  const {outlet, identity, childId} = await driver.read(new AbortController().signal)
  // The alias of a strip is not that of its outlet.
  const alias = childId === undefined ? identity?.alias?.raw : 'Mock Two'
  const names = [Number(outlet.child ?? 1), ...(entry.outlet === 'four' ? [] : [alias]), childId].filter(
    (name) => name !== undefined && name !== entry.outlet,
  )
  return names.map((name) => ({...entry, outlet: name}))
}

for (const model of ['hs100', 'hs105', 'hs110', 'hs110v2', 'hs220', 'hs300', 'lb130', 'kl430'] as const) {
  const make = async (isOn: boolean): Promise<DriverSubject> => {
    const device = new Device({model, address: '127.40.2.1', port: 0, data: {}})
    // A connection that is reset is an error event; without a listener it would end the process.
    device.deviceNetworking.on('error', () => {})
    await device.start()
    const link = await lossyLink({address: device.address, port: device.port})
    const factory = kasaFactory(limits)
    const entry = {address: link.address, port: link.port, ...(model === 'hs300' ? {outlet: 2} : {})}
    const config = await (await factory.schema()).parseAsync(entry)
    await using driver = await factory.open(config, {transports: noTransports, host: 'a'})
    await driver[isOn ? 'on' : 'off'](new AbortController().signal)
    return {
      factory,
      entry,
      sameDeviceEntries: await sameKasaEntries(entry),
      isOn: async () => undefined,
      failNextSwitch: link.failNextSwitch,
      silentDevice,
      async [Symbol.asyncDispose]() {
        await link[Symbol.asyncDispose]()
        await device.stop()
      },
    }
  }
  testContract(`tplink-smarthome-simulator ${model}`, make, kasaExamples)
}

for (const model of ['HS100', 'HS105', 'HS110', 'HS300']) {
  const make = async (isOn: boolean): Promise<DriverSubject> => {
    const names = model === 'HS300' ? ['one', 'two', 'three', 'four', 'five', 'six'] : ['one']
    const moved = names.map(() => isOn)
    const relay = new EventTarget()
    const plug = await startLabPlug({
      model,
      address: '127.40.2.2',
      port: 0,
      outlets: names.map((alias) => ({alias, on: isOn})),
      onRelay: async (outlet, on) => {
        moved[outlet] = on
        relay.dispatchEvent(new Event('moved'))
        return true
      },
    })
    const at = model === 'HS300' ? 3 : 0
    const entry = {address: plug.address, port: plug.port, ...(model === 'HS300' ? {outlet: 'four'} : {})}
    return {
      factory: kasaFactory(limits),
      entry,
      sameDeviceEntries: await sameKasaEntries(entry),
      async isOn() {
        // No other outlet moved.
        if (moved.some((on, other) => other !== at && on !== isOn)) throw new Error('another outlet moved')
        return moved[at]
      },
      failNextSwitch(fault) {
        plug.inject(fault === 'cut' ? {kind: 'drop-after-act', at: 'switch'} : {kind: 'slow', ms: 60_000, at: 'switch'})
        return new Promise((done) => relay.addEventListener('moved', () => done(), {once: true}))
      },
      silentDevice,
      [Symbol.asyncDispose]: () => plug[Symbol.asyncDispose](),
    }
  }
  testContract(`strict plug ${model}`, make, kasaExamples)
}

testContract(
  'exec',
  async (isOn) => {
    const dir = await mkdtemp(join(tmpdir(), 'ops-exec-'))
    const [relay, fault] = [join(dir, 'relay'), join(dir, 'fault')]
    if (isOn) await writeFile(relay, '')
    const exists = (file: string) =>
      access(file).then(
        () => true,
        () => false,
      )
    const off = 'rm -f "$0"; case "$(cat "$1" 2>/dev/null)" in cut) kill -9 $$ ;; hang) exec sleep 60 ;; esac'
    const entry = {
      on: ['touch', relay],
      off: ['sh', '-c', off, relay, fault],
      status: ['sh', '-c', 'if [ -e "$0" ]; then echo power is on; else echo power is off; fi', relay],
      isOn: {stdout: '^power is on$'},
      isOff: {stdout: '^power is off$'},
    }
    return {
      factory: execFactory,
      entry,
      sameDeviceEntries: [{...entry, timeout: 20}],
      isOn: () => exists(relay),
      async failNextSwitch(kind) {
        writeFileSync(fault, kind)
        while (await exists(relay)) await delay(10)
      },
      async silentDevice() {
        const hang = (seconds: number) => ['sleep', String(seconds)]
        return {entry: {on: hang(60), off: hang(61), status: hang(62)}, takesCommands: true, async [Symbol.asyncDispose]() {}}
      },
      [Symbol.asyncDispose]: () => rm(dir, {recursive: true}),
    }
  },
  {
    factory: execFactory,
    entry: {on: ['fence', 'on'], off: ['fence', 'off'], status: ['fence', 'status']},
    sameOutlet: [{on: ['fence', 'on'], off: ['fence', 'off'], status: ['fence', 'status'], timeout: 30}],
    otherOutlets: [
      {on: ['fence', 'on'], off: ['fence', 'off', '2'], status: ['fence', 'status']},
      {on: ['fence', 'on'], off: ['fence', 'off'], status: ['fence', 'status'], outlet: 'pdu1/4'},
    ],
    refused: [
      {entry: {on: ['fence', 'on'], status: ['fence', 'status']}, at: 'off'},
      {entry: {on: ['fence'], off: ['fence'], status: ['fence', 'status']}, at: 'off'},
      {entry: {on: ['fence', 'on'], off: ['fence', 'off'], status: ['fence', 'off']}, at: 'status'},
      {entry: {on: 'fence on', off: ['fence', 'off'], status: ['fence', 'status']}, at: 'on'},
      {entry: {on: ['fence', 'on'], off: ['fence', 'off'], status: ['fence', 'status'], timeout: 60}, at: 'timeout'},
    ],
  },
)

for (const [name, relays, outlet] of [
  ['a plug', 1, undefined],
  ['one of three relays', 3, 2],
] as const) {
  const make = async (isOn: boolean): Promise<DriverSubject> => {
    const device = await startTasmota({address: '127.40.2.3', relays: Array(relays).fill(isOn), meter: 'per-relay'})
    return {
      factory: tasmotaFactory(limits),
      entry: {address: device.address, port: device.port, ...(outlet === undefined ? {} : {outlet})},
      sameDeviceEntries: [{address: device.address.toUpperCase(), port: device.port, outlet: outlet ?? 1, user: 'operator'}],
      async isOn() {
        if (device.relays.some((on, at) => at !== (outlet ?? 1) - 1 && on !== isOn)) throw new Error('another relay moved')
        return device.relays[(outlet ?? 1) - 1]
      },
      failNextSwitch: device.failNextSwitch,
      silentDevice,
      [Symbol.asyncDispose]: () => device[Symbol.asyncDispose](),
    }
  }
  testContract(`tasmota, ${name}`, make, {
    factory: tasmotaFactory(),
    entry: {address: 'plug.example.com', outlet: 1},
    sameOutlet: [{address: 'Plug.Example.com', port: 80, outlet: 1, user: 'admin'}],
    otherOutlets: [
      {address: 'plug.example.com'},
      {address: 'plug.example.com', outlet: 2},
      {address: '10.0.0.9'},
      {address: 'fe80::1', port: 8080},
    ],
    refused: [
      {entry: {outlet: 1}, at: 'address'},
      {entry: {address: 'http://plug.example.com/'}, at: 'address'},
      {entry: {address: 'plug', outlet: 0}, at: 'outlet'},
      {entry: {address: 'plug', passwordFile: 'plug.password'}, at: 'passwordFile'},
      {entry: {address: 'plug', passwordFile: '/etc/p', passwordEnv: 'P'}, at: 'passwordEnv'},
      {entry: {address: 'plug', password: 'joker'}, at: ''},
      {entry: {address: 'plug', mac: 'plug1'}, at: 'mac'},
    ],
  })
}
