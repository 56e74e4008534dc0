import assert from 'node:assert/strict'
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
