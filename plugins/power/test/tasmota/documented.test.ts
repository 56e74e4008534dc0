import {readFileSync} from 'node:fs'
import {expect, it, onTestFinished} from 'vitest'
import {tasmotaSchema} from '../../src/drivers/tasmota/config.ts'
import {tasmotaFactory} from '../../src/drivers/tasmota/factory.ts'
import {noTransports} from '../no-transports.ts'
import {quickClock} from '../quick-clock.ts'
import {type SimulatedTasmota, startTasmota, type TasmotaFault} from '../../src/lab-plug/tasmota/simulated-tasmota.ts'

// The table of docs/power.md about what a device with Tasmota does, and what ops says then.

const page = readFileSync(new URL('../../../../docs/power.md', import.meta.url), 'utf8')
const [, section = ''] = page.split('### Tasmota\n')
const rows = [...(section.split('\n### ', 1)[0] ?? '').matchAll(/^\| (.+) \| (.+) \|$/gm)]
  .slice(1)
  .map(([, device = '', sentence = '']) => ({device, sentence}))

interface Scene {
  options?: Partial<SimulatedTasmota>
  /** The password that ops knows. */
  knows?: string
  isLocked?: boolean
  fault?: TasmotaFault
}

const scenes: Record<string, Scene> = {
  'has a password, and the inventory names none': {options: {password: 'joker'}},
  'has another password': {options: {password: 'joker'}, knows: 'other'},
  'shows its web page only (`WebServer 1`)': {options: {web: 'user'}},
  'has a closed web API (`SetOption128 0`)': {options: {web: 'closed'}},
  'is being set up, as its own access point': {options: {web: 'setup'}},
  'has other words for on and off': {options: {stateText: ['AUS', 'AN']}},
  'has exchanged the words for on and off': {options: {stateText: ['ON', 'OFF']}},
  'has a locked relay (`PowerLock1 1`)': {isLocked: true},
  'runs old firmware with `WebLog 0`, and switches': {fault: 'warning'},
  'switches, and its answer is lost': {fault: 'cut'},
}

it('has a scene for every row', () => {
  expect(rows.map(({device}) => device)).toEqual(Object.keys(scenes))
})

it.each(rows)('a device that $device', async ({device, sentence}) => {
  const {options = {}, knows, isLocked = false, fault} = scenes[device] ?? {}
  const plug = await startTasmota({address: '127.40.20.2', relays: [true], ...options})
  onTestFinished(() => plug[Symbol.asyncDispose]())
  if (isLocked) plug.locked.add(1)
  if (fault !== undefined) void plug.failNextSwitch(fault)
  const entry = {address: plug.address, port: plug.port, ...(knows === undefined ? {} : {passwordEnv: 'PLUG'})}
  const env = knows === undefined ? {} : {PLUG: knows}
  const factory = tasmotaFactory({clock: quickClock(), connectMs: 10_000, answerMs: 10_000, env})
  const driver = await factory.open(tasmotaSchema.parse(entry), {transports: noTransports, host: 'a'})
  const error = await driver.off(new AbortController().signal).then(
    () => undefined,
    (thrown: Error) => thrown,
  )
  expect(error?.message.endsWith(`${sentence}.`), error?.message).toBe(true)
  const isUnknown = fault !== undefined
  expect(error).toMatchObject(isUnknown ? {code: 'POWER_UNKNOWN'} : {code: expect.not.stringMatching(/^POWER_UNKNOWN$/)})
  expect(plug.relays).toEqual([!isUnknown])
})
