import {describe, expect, it, onTestFinished} from 'vitest'
import type {PowerDriver} from '@ops/core/seams'

/** One outlet in front of a driver, and what it really is. */
export interface DriverSubject extends AsyncDisposable {
  driver: PowerDriver
  /** What the outlet really is; undefined where the device shows it in no other way. */
  truth(): Promise<boolean | undefined>
}

/** What every power driver has to keep, whatever stands behind it. */
export function driverContract(name: string, make: (isOn: boolean) => Promise<DriverSubject>): void {
  const {signal} = new AbortController()
  const subject = async (isOn: boolean) => {
    const made = await make(isOn)
    onTestFinished(() => made[Symbol.asyncDispose]())
    return made
  }

  describe(`driver contract: ${name}`, () => {
    it('reads what is', async () => {
      for (const isOn of [true, false]) {
        const {driver} = await subject(isOn)
        expect((await driver.read(signal)).state).toBe(isOn ? 'on' : 'off')
      }
    })

    it('switches off and on, again and again', async () => {
      const {driver, truth} = await subject(true)
      for (const to of ['off', 'off', 'on', 'on', 'off'] as const) {
        await driver[to](signal)
        expect((await driver.read(signal)).state).toBe(to)
        expect(await truth()).toBeOneOf([undefined, to === 'on'])
      }
    })

    it('says the same outlet every time', async () => {
      const {driver} = await subject(true)
      const [first, second] = [await driver.read(signal), await driver.read(signal)]
      expect(first.outletId).toBeTruthy()
      expect(second.outletId).toBe(first.outletId)
    })

    it('counts its outlets and tells whether it has a meter', async () => {
      const {driver} = await subject(true)
      const {meter, outlets} = await driver.capabilities(signal)
      expect(outlets).toBeGreaterThan(0)
      expect((await driver.read(signal)).watts !== undefined).toBe(meter)
    })

    it('serves many questions at once', async () => {
      const {driver} = await subject(true)
      const readings = await Promise.all(Array.from({length: 8}, () => driver.read(signal)))
      expect(readings.map(({state}) => state)).toEqual(Array(8).fill('on'))
    })

    it('stops when it is told to', async () => {
      const {driver, truth} = await subject(true)
      await expect(driver.off(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
      expect(await truth()).toBeOneOf([undefined, true])
    })
  })
}
