import {lookupName} from '@ops/core/net'
import {DgramAsPromised, type RemoteInfo} from 'dgram-as-promised'

export interface UdpAnswer {
  bytes: Buffer
  from: RemoteInfo
}

export interface UdpQuestion {
  /** The question. It must change nothing, because it may reach every plug of the network. */
  bytes: Uint8Array
  port: number
  /** Hosts or broadcast addresses. */
  addresses: readonly string[]
  /** Milliseconds from the first packet to the end. */
  waitMs: number
  /** Packets to each address, spread over the first half of the time: Wi-Fi loses some. */
  repeats: number
}

/**
 * Sends a question by UDP and calls `onAnswer` for each answer until the time is over, the signal aborts or `onAnswer`
 * returns `enough`. The answers come from the socket's own events: dgram-as-promised's iterator listens only inside `recv()`
 * and loses whatever arrives in between. Resolves to the addresses to which nothing could be sent, and why.
 */
export async function queryByUdp(
  question: UdpQuestion,
  onAnswer: (answer: UdpAnswer) => 'enough' | 'more',
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const {bytes, port, addresses, waitMs, repeats} = question
  const isV6 = addresses.some((address) => address.includes(':'))
  const socket = DgramAsPromised.createSocket({
    type: isV6 ? 'udp6' : 'udp4',
    lookup: (name, options, done) =>
      lookupName(name, options, (error, address, family = 0) => done(error, typeof address === 'string' ? address : '', family)),
  })
  const {promise: over, resolve} = Promise.withResolvers<void>()
  const done = () => resolve()
  signal.addEventListener('abort', done, {once: true})
  const timers: NodeJS.Timeout[] = []
  const unsent = new Map(addresses.map((address) => [address, 'the time was over']))
  try {
    await socket.bind(0)
    if (!isV6) socket.setBroadcast(true)
    socket.socket.on('message', (message, from) => {
      if (onAnswer({bytes: message, from}) === 'enough') resolve()
    })
    // ICMP's "port unreachable" comes back as an error of the socket; no plug listens there.
    socket.socket.on('error', () => {})
    const send = () => {
      for (const address of addresses)
        socket.socket.send(bytes, port, address, (error) => {
          if (error === null) unsent.delete(address)
          else if (unsent.has(address)) unsent.set(address, error.message)
        })
    }
    for (let at = 0; at < repeats; at += 1) timers.push(setTimeout(send, (at * waitMs) / 2 / repeats))
    timers.push(setTimeout(done, waitMs))
    if (!signal.aborted) await over
    return unsent
  } finally {
    for (const timer of timers) clearTimeout(timer)
    signal.removeEventListener('abort', done)
    await socket.close().catch(() => {})
  }
}
