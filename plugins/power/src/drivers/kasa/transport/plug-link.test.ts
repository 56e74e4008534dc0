import {once} from 'node:events'
import {type AddressInfo, createServer} from 'node:net'
import {describe, expect, it, onTestFinished} from 'vitest'
import {quickClock} from '../../../../test/quick-clock.ts'
import {FrameReader, encodeFrame, maxFrameBytes} from '../protocol/frame.ts'
import {PlugLink} from './plug-link.ts'

const {signal} = new AbortController()
const address = '127.40.12.1'
const link = () => new PlugLink(quickClock(), {connectMs: 500, answerMs: 200, tries: 3, pauseMs: 1000})
const same = (answer: string) => answer

/** A peer that answers each connection with the next function; the last one stays. */
async function peer(...plays: ((question: string) => Uint8Array | 'reset' | 'silence')[]) {
  const questions: string[] = []
  const server = createServer((socket) => {
    const reader = new FrameReader()
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      for (const question of reader.push(bytes)) {
        const respond = plays[Math.min(questions.length, plays.length - 1)]
        questions.push(question)
        const answer = respond?.(question)
        if (answer === 'reset') socket.resetAndDestroy()
        else if (answer !== undefined && answer !== 'silence') socket.end(answer)
      }
    })
  }).listen(0, address)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return {plug: {address, port: (server.address() as AddressInfo).port}, questions}
}

const oversized = () => {
  const prefix = Buffer.alloc(4)
  prefix.writeUInt32BE(maxFrameBytes + 1)
  return prefix
}

describe('a question', () => {
  it('is repeated after silence, a reset, half an answer, too long an answer, and no answer', async () => {
    for (const failure of [
      () => 'silence' as const,
      () => 'reset' as const,
      () => encodeFrame('half').subarray(0, 6),
      oversized,
      () => Buffer.alloc(0),
    ]) {
      const {plug, questions} = await peer(failure, () => encodeFrame('yes'))
      expect(await link().query(plug, 'q', same, signal)).toBe('yes')
      expect(questions).toEqual(['q', 'q'])
    }
  })

  it('is sent three times at most', async () => {
    const {plug, questions} = await peer(() => 'reset')
    await expect(link().query(plug, 'q', same, signal)).rejects.toThrow('reset the connection')
    expect(questions.length).toBe(3)
  })
})

describe('a change', () => {
  it('is never sent twice, whatever the failure', async () => {
    for (const failure of [
      () => 'silence' as const,
      () => 'reset' as const,
      () => encodeFrame('half').subarray(0, 6),
      oversized,
      () => Buffer.alloc(0),
    ]) {
      const {plug, questions} = await peer(failure)
      await expect(link().command(plug, 'c', same, signal)).rejects.toMatchObject({name: 'ExchangeError', sent: true})
      expect(questions).toEqual(['c'])
    }
  })

  it('is tried again while no connection was made', async () => {
    const server = createServer().listen(0, address)
    await once(server, 'listening')
    const {port} = server.address() as AddressInfo
    await new Promise((done) => server.close(done))
    await expect(link().command({address, port}, 'c', same, signal)).rejects.toMatchObject({sent: false, errno: 'ECONNREFUSED'})
  })
})
