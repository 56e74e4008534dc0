import {once} from 'node:events'
import {connect} from 'node:net'
import type {Random} from '../../src/random/seeded-random.ts'
import {malformed} from './malformed.ts'

export interface AttackResult {
  sent: number
  /** By status; `closed` without an answer. */
  statuses: Map<string, number>
  /** 5xx answers that are not one of the two documented sentences. */
  wrong: string[]
}

const documented = /Cannot parse client IP address. Aborting.|mirrorlist cache index out of range, you broke it!/
/** Milliseconds after which a half-sent request is hung up on by us. */
const patienceMs = 200
const parallel = 16

/** Sends malformed requests, each over a connection of its own. */
export async function attack(host: string, port: number, count: number, random: Random): Promise<AttackResult> {
  const result: AttackResult = {sent: 0, statuses: new Map(), wrong: []}
  const one = async () => {
    while (result.sent < count) {
      result.sent++
      const bytes = malformed(random)
      const reply = await exchange(host, port, bytes)
      const status = /^HTTP\/1\.1 (\d{3})/.exec(reply)?.[1] ?? 'closed'
      result.statuses.set(status, (result.statuses.get(status) ?? 0) + 1)
      // Node answers an HTTP version that it does not know by 505, which is what that status is for.
      const expected = status === '500' ? documented.test(reply) || bytes.subarray(0, 4).toString() === 'HEAD' : status === '505'
      if (status.startsWith('5') && !expected)
        result.wrong.push(`${JSON.stringify(bytes.toString('latin1').slice(0, 300))} -> ${reply.slice(0, 200)}`)
    }
  }
  await Promise.all(Array.from({length: parallel}, one))
  return result
}

async function exchange(host: string, port: number, bytes: Buffer): Promise<string> {
  const socket = connect({host, port})
  const parts: Buffer[] = []
  const closed = once(socket, 'close')
  socket.on('error', () => {})
  socket.on('data', (part) => {
    parts.push(part)
    socket.end()
  })
  socket.setTimeout(patienceMs, () => socket.destroy())
  socket.write(bytes)
  await closed
  return Buffer.concat(parts).toString('latin1')
}
