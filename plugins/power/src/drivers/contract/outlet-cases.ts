import assert from 'node:assert/strict'
import {once} from 'node:events'
import {OpsError} from '@ops/core/errors'
import type {PowerDriver} from '@ops/core/seams'
import type {Transports} from '@ops/core/transport'
import type {ContractCase, DriverSubject, Entry} from './contract-case.ts'

/** A driver ends at once when its signal aborts; this only keeps one that does not from hanging the tests. */
const abortLimitMs = 10_000

/** What `power on`, `off` and `status` need of an outlet. */
export function outletCases(make: (isOn: boolean) => Promise<DriverSubject>): ContractCase[] {
  const {signal} = new AbortController()
  const isUnknown = (error: unknown) => error instanceof OpsError && error.code === 'POWER_UNKNOWN'
  return [
    {
      name: 'reads the state, and watts as a number',
      async run() {
        for (const isOn of [true, false]) {
          await using subject = await make(isOn)
          await using driver = await openDriver(subject)
          const {state, watts = 0} = await driver.read(signal)
          assert.equal(state, isOn ? 'on' : 'off')
          assert.ok(watts >= 0 && Number.isFinite(watts), `${watts} W`)
        }
      },
    },
    {
      name: 'switches off and on, repeatedly',
      async run() {
        await using subject = await make(true)
        await using driver = await openDriver(subject)
        for (const to of ['off', 'off', 'on', 'on', 'off'] as const) {
          await driver[to](signal)
          assert.equal((await driver.read(signal)).state, to)
          await expectState(subject, to === 'on')
        }
      },
    },
    {
      name: 'names the same outlet in every reading, and prints it so that it can be parsed',
      async run() {
        await using subject = await make(true)
        await using driver = await openDriver(subject)
        const [first, second] = [await driver.read(signal), await driver.read(signal)]
        assert.deepEqual(second.outlet, first.outlet)
        assert.ok(subject.factory.isSameOutlet(first, second))
        assert.deepEqual(subject.factory.parseOutlet(subject.factory.formatOutlet(first.outlet)), first.outlet)
        const childId = first.childId === undefined ? {} : {childId: `${first.childId}9`}
        const elsewhere = {...first, ...childId, outlet: {...first.outlet, child: `${first.outlet.child ?? ''}9`}}
        assert.ok(!subject.factory.isSameOutlet(first, elsewhere), 'isSameOutlet takes another outlet of the device for this one')
      },
    },
    {
      name: 'answers several readings at once',
      async run() {
        await using subject = await make(true)
        await using driver = await openDriver(subject)
        const readings = await Promise.all(Array.from({length: 8}, () => driver.read(signal)))
        assert.deepEqual(
          readings.map(({state}) => state),
          Array(8).fill('on'),
        )
      },
    },
    {
      name: 'takes the pins that it offers, and switches no device with another pin',
      async run() {
        await using subject = await make(true)
        const {factory, entry} = subject
        await using driver = await openDriver(subject)
        const reading = await driver.read(signal)
        const schema = await factory.schema()
        const pins = factory.missingPins?.(await schema.parseAsync(entry), reading) ?? {}
        const pinned = await schema.parseAsync({...entry, ...pins})
        assert.deepEqual(factory.missingPins?.(pinned, reading) ?? {}, {}, 'missingPins offers a pin that is there')
        await using same = await openDriver(subject, {...entry, ...pins})
        assert.equal((await same.read(signal)).state, 'on')
        for (const [key, pin] of Object.entries(pins)) {
          await using other = await openDriver(subject, {...entry, ...pins, [key]: otherPin(pin)})
          await assert.rejects(other.off(signal), OpsError, `off with another ${key}`)
          await assert.rejects(other.read(signal), OpsError, `read with another ${key}`)
        }
        await expectState(subject, true)
      },
    },
    {
      name: 'does not switch when its signal has aborted, and rejects with the reason of the signal',
      async run() {
        await using subject = await make(true)
        await using driver = await openDriver(subject)
        const stopped = AbortSignal.abort(new Error('stopped'))
        for (const act of ['off', 'read'] as const) await assert.rejects(driver[act](stopped), stopped.reason)
        await expectState(subject, true)
      },
    },
    {
      name: 'throws POWER_UNKNOWN when the answer to a command is lost, and switches once only',
      async run() {
        await using subject = await make(true)
        await using driver = await openDriver(subject)
        void subject.failNextSwitch('cut')
        await assert.rejects(driver.off(signal), isUnknown)
        await expectState(subject, false)
        assert.equal((await driver.read(signal)).state, 'off')
      },
    },
    {
      name: 'throws POWER_UNKNOWN when its signal aborts while the device works',
      async run() {
        await using subject = await make(true)
        await using driver = await openDriver(subject)
        const hasSwitched = subject.failNextSwitch('hang')
        const stop = new AbortController()
        const act = assert.rejects(driver.off(stop.signal), isUnknown)
        await Promise.race([hasSwitched, act])
        stop.abort(new Error('stopped'))
        const late = AbortSignal.timeout(abortLimitMs)
        const tooLate = once(late, 'abort').then(() => assert.fail(`off goes on ${abortLimitMs} ms after its signal aborted`))
        await Promise.race([act, tooLate])
      },
    },
  ]
}

const noTransports: Transports = {
  to(host) {
    throw new Error(`The contract has no transport to ${host}.`)
  },
  async [Symbol.asyncDispose]() {},
}

async function openDriver({factory, entry}: DriverSubject, written: Entry = entry): Promise<PowerDriver> {
  const config = await (await factory.schema()).parseAsync(written)
  return factory.open(config, {transports: noTransports, host: 'contract'})
}

/** The same text with its last letter or digit changed, so that it still is a MAC address or an id. */
function otherPin(pin: string): string {
  return pin.replace(/[0-9a-z](?=[^0-9a-z]*$)/i, (last) => (last === '1' ? '2' : '1'))
}

async function expectState(subject: DriverSubject, isOn: boolean): Promise<void> {
  const found = await subject.isOn()
  if (found !== undefined) assert.equal(found, isOn)
}
