import assert from 'node:assert/strict'
import {OpsError} from '@ops/core/errors'
import {idsOf} from '../kit/device-ids.ts'
import type {ContractCase, DriverSubject} from './contract-case.ts'
import {expectState, openDriver} from './subject.ts'

/** Which outlet of which device a driver reads and switches. */
export function identityCases(make: (isOn: boolean) => Promise<DriverSubject>): ContractCase[] {
  const {signal} = new AbortController()
  return [
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
      name: 'reads the same outlet whichever way an entry names it',
      async run() {
        await using subject = await make(true)
        const {factory, sameDeviceEntries} = subject
        assert.notEqual(sameDeviceEntries.length, 0, 'give entries that name the same outlet')
        await using driver = await openDriver(subject)
        const first = await driver.read(signal)
        for (const entry of sameDeviceEntries) {
          await using other = await openDriver(subject, entry)
          const reading = await other.read(signal)
          assert.equal(factory.formatOutlet(reading.outlet), factory.formatOutlet(first.outlet), JSON.stringify(entry))
          assert.ok(factory.isSameOutlet(first, reading), JSON.stringify(entry))
        }
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
      name: 'reads and switches the known device, and neither reads nor switches another one',
      async run() {
        await using subject = await make(true)
        await using driver = await openDriver(subject)
        const outletId = await outletIdOf(subject)
        // A driver whose devices report no ids is never given any.
        const known = idsOf(await driver.read(signal)) ?? {}
        for (const [key, id] of Object.entries(known)) {
          // Another outlet of the strip may have the next child id, but none has a longer one.
          await using other = await openDriver(subject, subject.entry, {...known, [key]: key === 'childId' ? `${id}9` : otherPin(id)})
          for (const act of ['off', 'read'] as const)
            await assert.rejects(other[act](signal), isChangeOf(outletId), `${act} with another known ${key}`)
        }
        await expectState(subject, true)
        await using same = await openDriver(subject, subject.entry, known)
        assert.equal((await same.read(signal)).state, 'on')
        await same.off(signal)
        assert.equal((await same.read(signal)).state, 'off')
      },
    },
  ]
}

/** The outlet as the inventory names it. */
async function outletIdOf({factory, entry}: DriverSubject): Promise<string> {
  return factory.formatOutlet(factory.identify(await (await factory.schema()).parseAsync(entry)))
}

/** Whether an error says that the outlet changed, and names it by the id that people know from ops.yaml and `ops power status`. */
function isChangeOf(outletId: string): (error: unknown) => boolean {
  return (error) => error instanceof OpsError && error.code === 'POWER_PLUG_CHANGED' && error.message.startsWith(`${outletId} of `)
}

/** The same text with its last letter or digit changed, so that it still is a MAC address or an id. */
function otherPin(pin: string): string {
  return pin.replace(/[0-9a-z](?=[^0-9a-z]*$)/i, (last) => (last === '1' ? '2' : '1'))
}
