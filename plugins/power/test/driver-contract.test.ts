import {once} from 'node:events'
import {OpsError} from '@ops/core/errors'
import type {PowerDriver, PowerDriverDeps, PowerDriverFactory, PowerReading} from '@ops/core/seams'
import {describe, expect, it} from 'vitest'
import {z} from 'zod'
import {formatOutletId, parseOutletId} from '../src/drivers/kit/outlet-id.ts'
import {type DriverSubject, type FactoryExamples, driverContract} from '../src/drivers/contract/driver-contract.ts'

// A driver of an outlet in memory, and drivers that each break one rule: the contract must find every one.

const schema = z.strictObject({name: z.string().min(1), id: z.string().optional(), level: z.int().default(1)})
type Config = z.infer<typeof schema>

interface Device {
  isOn: boolean
  fault?: {kind: 'cut' | 'hang'; done: () => void}
}

interface Broken {
  factory?: Partial<PowerDriverFactory<Config>>
  driver?: (good: PowerDriver, device: Device, config: Config, known: Known) => Partial<PowerDriver>
}

const silent = 'silent'
const devices = new Map<string, Device>()
const unknown = () => new OpsError('POWER_UNKNOWN', 'The answer was lost.', 'allFailed')
const outletOf = ({name}: Config) => ({driver: 'memory', device: name.toLowerCase()})

type Known = PowerDriverDeps['known']

function goodDriver(config: Config, device: Device, known: Known): PowerDriver {
  const check = async (signal: AbortSignal) => {
    signal.throwIfAborted()
    if (config.name === silent) {
      await once(signal, 'abort')
      throw signal.reason
    }
    if (config.id !== undefined && config.id !== 'id-7') throw new OpsError('MEMORY_OTHER', 'Another device.', 'refused')
    if (known?.deviceId !== undefined && known.deviceId !== 'id-7')
      throw new OpsError('POWER_PLUG_CHANGED', `memory/${config.name.toLowerCase()} of contract has another id.`, 'refused')
  }
  const switchTo = async (isOn: boolean, signal: AbortSignal) => {
    await check(signal)
    device.isOn = isOn
    const {fault} = device
    delete device.fault
    fault?.done()
    if (fault?.kind === 'hang') await new Promise((done) => signal.addEventListener('abort', done))
    if (fault !== undefined) throw unknown()
  }
  return {
    on: (signal) => switchTo(true, signal),
    off: (signal) => switchTo(false, signal),
    async read(signal): Promise<PowerReading> {
      await check(signal)
      return {state: device.isOn ? 'on' : 'off', outlet: outletOf(config), identity: {deviceId: 'id-7'}}
    },
    async [Symbol.asyncDispose]() {},
  }
}

function memoryFactory({factory, driver}: Broken): PowerDriverFactory<Config> {
  return {
    name: 'memory',
    schema: async () => schema,
    async open(config, {known}) {
      const device = config.name === silent ? {isOn: true} : devices.get(config.name)
      if (device === undefined) throw new Error(`There is no device ${config.name}.`)
      const good = goodDriver(config, device, known)
      return {...good, ...driver?.(good, device, config, known)}
    },
    identify: outletOf,
    formatOutlet: formatOutletId,
    parseOutlet: (text) => parseOutletId('memory', text),
    mayShareDevice: async ({config}, other) => config.name.toLowerCase() === other.name.toLowerCase(),
    isSameOutlet: ({outlet: one}, {outlet: other}) => one.device === other.device && one.child === other.child,
    missingPins: ({id}, {identity}) => (id === undefined && identity?.deviceId !== undefined ? {id: identity.deviceId} : {}),
    ...factory,
  }
}

/** The names of the cases that a driver fails. */
async function failures(broken: Broken): Promise<string[]> {
  let last = 0
  const make = async (isOn: boolean): Promise<DriverSubject> => {
    last += 1
    const name = `device${last}`
    const device: Device = {isOn}
    devices.set(name, device)
    return {
      factory: memoryFactory(broken),
      entry: {name},
      sameDeviceEntries: [
        {name, id: 'id-7'},
        {name, level: 2},
      ],
      isOn: async () => device.isOn,
      failNextSwitch: (kind) =>
        new Promise((done) => {
          device.fault = {kind, done}
        }),
      silentDevice: async () => ({entry: {name: silent}, async [Symbol.asyncDispose]() {}}),
      async [Symbol.asyncDispose]() {
        devices.delete(name)
      },
    }
  }
  const examples: FactoryExamples = {
    factory: memoryFactory(broken),
    entry: {name: 'a'},
    sameOutlet: [{name: 'A', level: 1}],
    otherOutlets: [{name: 'b'}],
    refused: [{entry: {name: ''}, at: 'name'}],
  }
  const found: string[] = []
  for (const {name, run} of driverContract(make, examples)) await run().catch(() => found.push(name))
  return found
}

let queue: Promise<unknown> = Promise.resolve()

/** One act after the other on the silent device, and no way out. */
function inQueue<T>(name: string, action: () => Promise<T>): Promise<T> {
  if (name !== silent) return action()
  const mine = queue.then(action, action)
  queue = mine.catch(() => {})
  return mine
}

const rejecting = async () => {
  throw new OpsError('MEMORY_FAILED', 'It failed.', 'allFailed')
}

const breaches: [string, Broken, string][] = [
  [
    'a state that is always on',
    {driver: (good) => ({read: async (signal) => ({...(await good.read(signal)), state: 'on'})})},
    'reads the state, and watts as a number',
  ],
  ['off that does nothing', {driver: () => ({off: async () => {}})}, 'switches off and on, repeatedly'],
  ['on that fails', {driver: () => ({on: rejecting})}, 'switches off and on, repeatedly'],
  [
    'a reading that numbers its outlet',
    {
      driver: (good) => {
        let count = 0
        const outlet = () => {
          count += 1
          return {driver: 'memory', device: String(count)}
        }
        return {read: async (signal) => ({...(await good.read(signal)), outlet: outlet()})}
      },
    },
    'names the same outlet in every reading, and prints it so that it can be parsed',
  ],
  [
    'an outlet named as the entry names it',
    {
      driver: (good, _, {level}) => ({
        read: async (signal) => ({...(await good.read(signal)), outlet: {driver: 'memory', device: 'a', child: `${level}`}}),
      }),
    },
    'reads the same outlet whichever way an entry names it',
  ],
  [
    'a reading that does not look for the known device',
    {driver: (_, device, config) => ({read: goodDriver(config, device, undefined).read})},
    'reads and switches the known device, and neither reads nor switches another one',
  ],
  [
    'a switch that does not look for the known device',
    {driver: (_, device, config) => ({off: goodDriver(config, device, undefined).off})},
    'reads and switches the known device, and neither reads nor switches another one',
  ],
  [
    'every outlet as the same',
    {factory: {isSameOutlet: () => true}},
    'names the same outlet in every reading, and prints it so that it can be parsed',
  ],
  [
    'watts of a broken meter',
    {driver: (good) => ({read: async (signal) => ({...(await good.read(signal)), watts: Number.NaN})})},
    'reads the state, and watts as a number',
  ],
  [
    'one reading at a time',
    {
      driver: (good) => {
        let isBusy = false
        const read = async (signal: AbortSignal) => {
          if (isBusy) throw new OpsError('MEMORY_BUSY', 'It is busy.', 'allFailed')
          isBusy = true
          await new Promise(setImmediate)
          isBusy = false
          return good.read(signal)
        }
        return {read}
      },
    },
    'answers several readings at once',
  ],
  [
    'a pin that is not checked',
    {driver: (_, device) => goodDriver({name: 'x', level: 1}, device, undefined)},
    'takes the pins that it offers, and switches no device with another pin',
  ],
  [
    'a pin that the schema refuses',
    {factory: {missingPins: () => ({mac: '1'})}},
    'takes the pins that it offers, and switches no device with another pin',
  ],
  [
    'an aborted signal that switches',
    {driver: (good) => ({off: (signal) => good.off(signal.aborted ? new AbortController().signal : signal)})},
    'does not switch when its signal has aborted, and rejects with the reason of the signal',
  ],
  [
    'a lost answer that counts as done',
    {driver: (good) => ({off: (signal) => good.off(signal).catch(() => {})})},
    'throws POWER_UNKNOWN when the answer to a command is lost, and switches once only',
  ],
  [
    'a lost answer that counts as not done',
    {driver: (good) => ({off: (signal) => good.off(signal).catch(rejecting)})},
    'throws POWER_UNKNOWN when the answer to a command is lost, and switches once only',
  ],
  [
    'a command that is repeated',
    {driver: (good) => ({off: (signal) => good.off(signal).catch(() => good.off(signal))})},
    'throws POWER_UNKNOWN when the answer to a command is lost, and switches once only',
  ],
  [
    'an abort that counts as not done',
    {
      driver: (good) => ({
        off: (signal) =>
          good.off(signal).catch((error: unknown) => {
            signal.throwIfAborted()
            throw error
          }),
      }),
    },
    'throws POWER_UNKNOWN when its signal aborts while the device works',
  ],
  [
    'an abort while connecting that is reported as silence',
    {driver: (good) => ({read: (signal) => good.read(signal).catch(rejecting)})},
    'ends when its signal aborts while it connects, and rejects with the reason of the signal',
  ],
  [
    'a queue that ignores the signal',
    {
      driver: (good, _, {name}) => ({
        read: (signal) => inQueue(name, () => good.read(signal)),
        off: (signal) => inQueue(name, () => good.off(signal)),
      }),
    },
    'ends when its signal aborts while other acts keep the device busy, and lets them go on',
  ],
  [
    'a limit that is reported as a lost answer',
    {
      driver: (good) => ({
        off: (signal) =>
          good.off(signal).catch((error: unknown) => {
            throw signal.aborted ? unknown() : error
          }),
      }),
    },
    'ends when the 55 s of an act are over, and says whether the command had left',
  ],
  [
    "another driver's name",
    {factory: {identify: () => ({driver: 'kasa', device: 'a'})}},
    'identifies an outlet by its own name, in one spelling, and others as others',
  ],
  [
    'two spellings',
    {factory: {identify: ({name}) => ({driver: 'memory', device: name})}},
    'identifies an outlet by its own name, in one spelling, and others as others',
  ],
  [
    'one id for all',
    {factory: {identify: () => ({driver: 'memory', device: 'a'})}},
    'identifies an outlet by its own name, in one spelling, and others as others',
  ],
  [
    'an id without the driver',
    {factory: {formatOutlet: ({device}) => device}},
    'prints outlets as DRIVER/DEVICE or DRIVER/DEVICE/OUTLET, and parses what it prints',
  ],
  [
    'an id that breaks a line',
    {factory: {formatOutlet: ({device, child}) => `memory/${device}${child === undefined ? '' : `/${child}`}`}},
    'prints outlets as DRIVER/DEVICE or DRIVER/DEVICE/OUTLET, and parses what it prints',
  ],
  [
    'an id that it cannot parse',
    {factory: {parseOutlet: () => undefined}},
    'prints outlets as DRIVER/DEVICE or DRIVER/DEVICE/OUTLET, and parses what it prints',
  ],
  [
    'the id of another driver',
    {factory: {parseOutlet: (text) => ({driver: 'memory', device: text.slice(text.indexOf('/') + 1)})}},
    'parses no text that names no outlet of this driver',
  ],
  [
    'no shared device',
    {factory: {mayShareDevice: async () => false}},
    'takes the entry of one outlet for one device, and joins two entries for one outlet without a conflict',
  ],
  [
    'a conflict of capitals',
    {factory: {mergeConfigs: (_, second) => ({config: second, conflicts: [{key: 'name', first: 'a', second: 'A'}]})}},
    'takes the entry of one outlet for one device, and joins two entries for one outlet without a conflict',
  ],
  [
    'keys that it ignores',
    {factory: {schema: async () => z.object(schema.shape)}},
    'refuses an entry with a key that it does not know, and one that is no mapping',
  ],
  [
    'a problem without a place',
    {
      factory: {
        schema: async () =>
          z.strictObject({name: z.string(), id: z.string().optional(), level: z.int().default(1)}).refine(({name}) => name !== ''),
      },
    },
    'says which key of a bad entry is wrong',
  ],
  [
    'a schema that shows nothing',
    {factory: {schema: async () => z.custom<Config>((value) => schema.safeParse(value).success).transform((value) => schema.parse(value))}},
    'describes its keys as JSON Schema, as editors and ops inventory schema show them',
  ],
]

describe('the driver contract', () => {
  it('passes a driver that keeps every rule', async () => {
    expect(await failures({})).toEqual([])
  })

  it.each(breaches)('finds %s', async (_, broken, rule) => {
    expect(await failures(broken)).toContain(rule)
  })

  it('has a breach for every rule', () => {
    const rules = driverContract(() => Promise.reject(new Error('not made')), {
      factory: memoryFactory({}),
      entry: {},
      sameOutlet: [],
      otherOutlets: [],
      refused: [],
    }).map(({name}) => name)
    expect(rules.filter((rule) => !breaches.some(([, , broken]) => broken === rule))).toEqual([])
  })
})
