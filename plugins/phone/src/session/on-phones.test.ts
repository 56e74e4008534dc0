import {expect, test} from 'vitest'
import {connectionErrors} from '../errors/connection-errors.ts'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import {onPhones} from './on-phones.ts'

const phones: SelectedPhone[] = ['a', 'b'].map((name) => ({name, serial: `serial-${name}`, entry: {}}))

test('the failure of a phone is its result, with its serial; the other phones are not affected', async () => {
  const results = await onPhones(phones, {
    fanout: 1,
    signal: AbortSignal.timeout(100_000),
    async action({name, serial}) {
      if (name === 'a') throw connectionErrors.PHONE_ABSENT({host: name}, name, serial)
      return {host: name, serial, changed: true}
    },
  })
  expect(results).toEqual([
    {host: 'a', serial: 'serial-a', error: expect.objectContaining({code: 'PHONE_ABSENT', host: 'a', exit: 4})},
    {host: 'b', serial: 'serial-b', changed: true},
  ])
})

test('an abort is thrown, not a result', async () => {
  const action = () => Promise.reject(new Error('cut short'))
  await expect(onPhones(phones, {fanout: 2, signal: AbortSignal.abort(new Error('stop')), action})).rejects.toThrow('stop')
})
