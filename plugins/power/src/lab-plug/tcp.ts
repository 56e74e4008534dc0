import {once} from 'node:events'
import {type Server, type Socket, createServer} from 'node:net'
import {setImmediate as turn} from 'node:timers/promises'
import {FrameReader, encodeFrame} from '../drivers/kasa/protocol/frame.ts'
import type {Outcome} from './answer-request.ts'

/** A client that sends no whole frame for this long has a wrong length in front: its connection is closed without an answer. */
const idleMs = 2000
/** Answers leave in pieces of at most this; the first one cuts the length itself. */
const pieceBytes = 400

/** The strict side of TCP: exact lengths, one connection at a time, answers in pieces. */
export function plugServer(answer: (question: string) => Promise<Outcome>): Server {
  // The next connection is served when the one before has closed, as plugs with room for one do.
  let before: Promise<unknown> = Promise.resolve()
  return createServer({noDelay: true}, (socket) => {
    socket.on('error', () => {})
    before = before.then(() => serve(socket, answer)).catch(() => {})
  })
}

/** How newer firmware treats port 9999: `true` has it closed, others accept each connection and close it, or leave it without an answer. */
export type Klap = boolean | 'closes' | 'hangs'

export function klapServer(way: 'closes' | 'hangs'): Server {
  return createServer((socket) => {
    socket.on('error', () => {})
    if (way === 'closes') socket.end()
  })
}

async function serve(socket: Socket, answer: (question: string) => Promise<Outcome>): Promise<void> {
  if (socket.destroyed) return
  socket.setTimeout(idleMs, () => socket.destroy())
  const reader = new FrameReader()
  try {
    for await (const bytes of socket) {
      const questions = reader.push(bytes as Buffer)
      for (const question of questions) {
        if (!(await reply(socket, await answer(question)))) return
      }
    }
  } catch {
    // Not JSON, not a frame, or the client has closed: firmware closes the connection without an answer.
  } finally {
    socket.destroy()
  }
}

/** False when the connection ended with it. */
async function reply(socket: Socket, {answer, after, delayMs}: Outcome): Promise<boolean> {
  socket.setTimeout(0)
  if (delayMs > 0) await new Promise((done) => setTimeout(done, delayMs))
  if (answer !== undefined) {
    const frame = typeof answer === 'string' ? encodeFrame(answer) : answer
    await sendPieces(socket, after === 'stay' || after === 'close' ? frame : frame.subarray(0, Math.ceil(frame.length / 2)))
  }
  socket.setTimeout(idleMs)
  if (after === 'stay') return true
  if (after === 'cut-reset') socket.resetAndDestroy()
  else {
    socket.end()
    await once(socket, 'close').catch(() => {})
  }
  return false
}

async function sendPieces(socket: Socket, frame: Buffer): Promise<void> {
  const cuts = [0, Math.min(2, frame.length)]
  while ((cuts.at(-1) ?? 0) < frame.length) cuts.push(Math.min((cuts.at(-1) ?? 0) + pieceBytes, frame.length))
  for (const [at, from] of cuts.slice(0, -1).entries()) {
    const piece = frame.subarray(from, cuts[at + 1])
    await new Promise<void>((sent, failed) => socket.write(piece, (error) => (error ? failed(error) : sent())))
    await turn()
  }
}
