import {readFileSync} from 'node:fs'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {decrypt, encrypt} from './frame.ts'
import {FrameError, FrameReader, encodeFrame, maxFrameBytes} from './frame.ts'
import {switchCommand} from './commands.ts'
import {sysinfoQuery} from './sysinfo.ts'

const golden = readFileSync(new URL('frames.golden', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n====\n')
  .map((block) => {
    const [text = '', hex = ''] = block.split(/\n?----\n/)
    return {text, hex}
  })

describe('golden frames', () => {
  it.each(golden)('$text', ({text, hex}) => {
    expect(encodeFrame(text).toString('hex')).toBe(hex)
    expect(new FrameReader().push(Buffer.from(hex, 'hex'))).toEqual([text])
  })

  it('are what we send', () => {
    const frames = golden.map(({text}) => text)
    expect(frames).toContain(sysinfoQuery)
    expect(frames).toContain(switchCommand('plug', true).text)
    expect(frames).toContain(switchCommand('plug', false).text)
  })

  it('count bytes: the widely copied 00 00 00 23 is the 35 bytes of one query and cuts an off command', () => {
    const off = encodeFrame(switchCommand('plug', false).text)
    expect(off.readUInt32BE(0)).toBe(0x2a)
    off.writeUInt32BE(0x23)
    expect(new FrameReader().push(off.subarray(0, 4 + 0x23))[0]).toMatch(/^\{"system":\{"set_relay_state":\{"stat$/)
  })
})

describe('cipher', () => {
  it('gives every byte string back', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => Buffer.compare(decrypt(encrypt(bytes)), bytes) === 0))
  })
})

describe('FrameReader', () => {
  it('finds the same messages however the stream is cut', () => {
    const streams = fc.record({texts: fc.array(fc.string({unit: 'binary'}), {minLength: 1, maxLength: 5}), cuts: fc.array(fc.nat(300))})
    fc.assert(
      fc.property(streams, ({texts, cuts}) => {
        const stream = Buffer.concat(texts.map(encodeFrame))
        const reader = new FrameReader()
        const points = [0, ...cuts.filter((cut) => cut < stream.length).sort((a, b) => a - b), stream.length]
        const found = points.slice(1).flatMap((to, at) => reader.push(stream.subarray(points[at], to)))
        reader.end()
        expect(found).toEqual(texts.map((text) => Buffer.from(text).toString('utf8')))
      }),
    )
  })

  it('reports at the end that a frame was cut, at any place', () => {
    const frame = encodeFrame(sysinfoQuery)
    for (let length = 1; length < frame.length; length += 1) {
      const reader = new FrameReader()
      expect(reader.push(frame.subarray(0, length))).toEqual([])
      expect(() => reader.end(), `${length} bytes`).toThrow(FrameError)
    }
  })

  it('refuses a length that no plug sends before it keeps the bytes', () => {
    const prefix = Buffer.alloc(4)
    prefix.writeUInt32BE(maxFrameBytes + 1)
    expect(() => new FrameReader().push(prefix)).toThrow('65537 bytes')
  })
})
