import {afterEach, expect, test, vi} from 'vitest'
import type {TftpServer} from '../tftp/server.ts'
import {localAddresses} from '../net/local-addresses.ts'
import {tftpListener} from './tftp-listener.ts'

const never = new AbortController().signal
afterEach(() => void vi.useRealTimers())

/** A listener on every address, of which those of IPv6 cannot be listened on for now. */
function scene() {
  vi.useFakeTimers()
  const state = {tentative: true, listening: new Set<string>(), failures: [] as string[]}
  const server = {
    async listen(address: string, port: number) {
      if (state.tentative && address !== '127.0.0.1') throw Object.assign(new Error('bind EADDRNOTAVAIL'), {code: 'EADDRNOTAVAIL'})
      state.listening.add(address)
      return port
    },
    unlisten: async (address: string) => void state.listening.delete(address),
    drain: async () => {},
    [Symbol.asyncDispose]: async () => {},
  } as unknown as TftpServer
  const listener = (addresses: string[]) =>
    tftpListener({server, addresses, port: 69, listening() {}, failed: (address) => void state.failures.push(address)})
  return {state, listener}
}

test('an address that cannot be bound yet is reported once and bound later; the others serve', async () => {
  const {state, listener} = scene()
  const tftp = listener([])
  await tftp.start(undefined, never)
  expect([...state.listening]).toEqual(['127.0.0.1'])
  await vi.advanceTimersByTimeAsync(20_000)
  expect(state.failures).toEqual(localAddresses().filter((address) => address !== '127.0.0.1'))
  state.tentative = false
  await vi.advanceTimersByTimeAsync(5000)
  expect([...state.listening].sort()).toEqual(localAddresses().sort())
  await tftp.close()
  state.listening.clear()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(state.listening.size).toBe(0)
})

test('a named address must exist', async () => {
  await expect(scene().listener(['127.0.0.1', '10.9.9.9']).start(undefined, never)).rejects.toMatchObject({code: 'BOOT_ADDRESS'})
})
