import assert from 'node:assert/strict'
import {OpsError} from '@ops/core/errors'
import type {ContractCase, DriverSubject} from './contract-case.ts'
import {expectState, isUnknown, openDriver} from './subject.ts'

/** What `power on`, `off` and `status` need of an outlet. */
export function outletCases(make: (isOn: boolean) => Promise<DriverSubject>): ContractCase[] {
  const {signal} = new AbortController()
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
  ]
}

/** The same text with its last letter or digit changed, so that it still is a MAC address or an id. */
function otherPin(pin: string): string {
  return pin.replace(/[0-9a-z](?=[^0-9a-z]*$)/i, (last) => (last === '1' ? '2' : '1'))
}
