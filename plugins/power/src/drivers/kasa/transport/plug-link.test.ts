import {once} from 'node:events'
import {type AddressInfo, createServer} from 'node:net'
import {describe, expect, it, onTestFinished} from 'vitest'
import {quickClock} from '../../../../test/quick-clock.ts'
import {FrameReader, encodeFrame, maxFrameBytes} from '../protocol/frame.ts'
import {PlugLink} from './plug-link.ts'
import {Turns} from './plug-link.ts'

const {signal} = new AbortController()
const address = '127.40.12.1'
const link = () => new PlugLink(quickClock(), {connectMs: 500, answerMs: 200, tries: 3, pauseMs: 1000})
const same = (answer: string) => answer

/** A peer that does to each connection what the next function says; the last one stays. */
async function peer(...plays: ((question: string) => Uint8Array | 'reset' | 'silence')[]) {
  const questions: string[] = []
  const server = createServer((socket) => {
    const reader = new FrameReader()
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      for (const question of reader.push(bytes)) {
        const play = plays[Math.min(questions.length, plays.length - 1)]
        questions.push(question)
        const answer = play?.(question)
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
  it('is asked again after silence, a reset, half an answer, too long an answer, and no answer', async () => {
    for (const trouble of [
      () => 'silence' as const,
      () => 'reset' as const,
      () => encodeFrame('half').subarray(0, 6),
      oversized,
      () => Buffer.alloc(0),
    ]) {
      const {plug, questions} = await peer(trouble, () => encodeFrame('yes'))
      expect(await link().ask(plug, 'q', same, signal)).toBe('yes')
      expect(questions).toEqual(['q', 'q'])
    }
  })

  it('is asked three times at most', async () => {
    const {plug, questions} = await peer(() => 'reset')
    await expect(link().ask(plug, 'q', same, signal)).rejects.toThrow('connection reset')
    expect(questions.length).toBe(3)
  })
})

describe('a change', () => {
  it('is never sent twice, whatever happened to it', async () => {
    for (const trouble of [
      () => 'silence' as const,
      () => 'reset' as const,
      () => encodeFrame('half').subarray(0, 6),
      oversized,
      () => Buffer.alloc(0),
    ]) {
      const {plug, questions} = await peer(trouble)
      await expect(link().tell(plug, 'c', same, signal)).rejects.toMatchObject({name: 'ExchangeError', sent: true})
      expect(questions).toEqual(['c'])
    }
  })

  it('is tried again while nobody took the connection', async () => {
    const server = createServer().listen(0, address)
    await once(server, 'listening')
    const {port} = server.address() as AddressInfo
    await new Promise((done) => server.close(done))
    await expect(link().tell({address, port}, 'c', same, signal)).rejects.toMatchObject({sent: false, errno: 'ECONNREFUSED'})
  })
})

describe('turns', () => {
  it('are taken one after the other for one plug, side by side for several, and go on after a failure', async () => {
    const turns = new Turns()
    const log: string[] = []
    const task =
      (name: string, fails = false) =>
      async () => {
        log.push(`${name} begins`)
        await new Promise(setImmediate)
        log.push(`${name} ends`)
        if (fails) throw new Error(name)
      }
    const all = [turns.take('p', task('p1', true)), turns.take('p', task('p2')), turns.take('q', task('q1'))]
    expect((await Promise.allSettled(all)).map(({status}) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(log.indexOf('p2 begins')).toBeGreaterThan(log.indexOf('p1 ends'))
    expect(log.indexOf('q1 begins')).toBeLessThan(log.indexOf('p1 ends'))
  })
})
