import assert from 'node:assert/strict'
import type {PowerDriver} from '@ops/core/seams'

/** One outlet in front of a driver, and its real state. */
export interface DriverSubject extends AsyncDisposable {
  driver: PowerDriver
  /** Whether the outlet is really on; undefined where the device shows it in no other way. */
  isOn(): Promise<boolean | undefined>
}

export interface ContractCase {
  name: string
  /** Throws when the driver breaks the contract. */
  run(): Promise<void>
}

/** The contract of every power driver, as cases for any test runner. `make` gives a subject that is on or off. */
export function driverContract(make: (isOn: boolean) => Promise<DriverSubject>): ContractCase[] {
  const {signal} = new AbortController()
  return [
    {
      name: 'reads the state',
      async run() {
        for (const isOn of [true, false]) {
          await using subject = await make(isOn)
          assert.equal((await subject.driver.read(signal)).state, isOn ? 'on' : 'off')
        }
      },
    },
    {
      name: 'switches off and on, repeatedly',
      async run() {
        await using subject = await make(true)
        for (const to of ['off', 'off', 'on', 'on', 'off'] as const) {
          await subject.driver[to](signal)
          assert.equal((await subject.driver.read(signal)).state, to)
          await expectState(subject, to === 'on')
        }
      },
    },
    {
      name: 'names the same outlet in every reading',
      async run() {
        await using subject = await make(true)
        const [first, second] = [await subject.driver.read(signal), await subject.driver.read(signal)]
        assert.notEqual(first.outlet.driver, '')
        assert.notEqual(first.outlet.device, '')
        assert.deepEqual(second.outlet, first.outlet)
      },
    },
    {
      name: 'counts its outlets, and reads watts only with a meter',
      async run() {
        await using subject = await make(true)
        const {meter, outlets} = await subject.driver.capabilities(signal)
        assert.ok(outlets > 0)
        assert.equal((await subject.driver.read(signal)).watts !== undefined, meter)
      },
    },
    {
      name: 'answers several readings at once',
      async run() {
        await using subject = await make(true)
        const readings = await Promise.all(Array.from({length: 8}, () => subject.driver.read(signal)))
        assert.deepEqual(
          readings.map(({state}) => state),
          Array(8).fill('on'),
        )
      },
    },
    {
      name: 'does not switch when its signal has aborted',
      async run() {
        await using subject = await make(true)
        await assert.rejects(subject.driver.off(AbortSignal.abort(new Error('stopped'))), /stopped/)
        await expectState(subject, true)
      },
    },
  ]
}

async function expectState(subject: DriverSubject, isOn: boolean): Promise<void> {
  const found = await subject.isOn()
  if (found !== undefined) assert.equal(found, isOn)
}
