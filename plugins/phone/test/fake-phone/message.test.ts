import fc from 'fast-check'
import {expect, test} from 'vitest'
import {commands, decoder, encode, type Message} from './message.ts'

const word = fc.integer({min: 0, max: 0xffffffff})
const message: fc.Arbitrary<Message> = fc.record({
  command: fc.constantFrom(...(Object.keys(commands) as (keyof typeof commands)[])),
  arg0: word,
  arg1: word,
  payload: fc.uint8Array({maxLength: 300}).map((bytes) => Buffer.from(bytes)),
})

test('messages are read whole, wherever the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(message), fc.integer({min: 1, max: 50}), (messages, size) => {
      const bytes = Buffer.concat(messages.map(encode))
      const decode = decoder()
      const seen: Message[] = []
      for (let at = 0; at < bytes.length; at += size) seen.push(...decode(bytes.subarray(at, at + size)))
      expect(seen).toEqual(messages)
    }),
  )
})
