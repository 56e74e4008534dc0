import {createSocket} from 'node:dgram'
import {decodePacket, encodeAck, encodeError, encodeRequest, type Option, type Packet} from '../../src/tftp/packet.ts'

export interface RawFetch {
  address: string
  port: number
  file: string
  mode?: string
  options?: Option[]
  kind?: 'rrq' | 'wrq'
  /** Local address of the client. */
  from?: string
  /** Milliseconds without a packet after which it ends. */
  quietMs?: number
}

export interface RawAnswer {
  bytes: Buffer
  oack: Option[] | undefined
  error: {code: number; message: string} | undefined
}

const repeatMs = 700

/** A small lockstep client that returns the received packets; for clean links only. */
export function rawFetch({
  address,
  port,
  file,
  mode = 'octet',
  options = [],
  kind = 'rrq',
  from = '127.0.0.1',
  quietMs = 5000,
}: RawFetch): Promise<RawAnswer> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  const answer: RawAnswer = {bytes: Buffer.alloc(0), oack: undefined, error: undefined}
  const pieces: Buffer[] = []
  let blksize = 512
  let last = 0
  return new Promise((resolve, reject) => {
    const end = (error?: Error) => {
      clearTimeout(timer)
      clearInterval(repeat)
      socket.close()
      answer.bytes = Buffer.concat(pieces)
      if (error === undefined) resolve(answer)
      else reject(error)
    }
    const timer = setTimeout(() => end(new Error('no answer')), quietMs)
    socket.on('error', end)
    socket.on('message', (bytes, peer) => {
      timer.refresh()
      clearInterval(repeat)
      const reply = (packet: Buffer, then = () => {}) => socket.send(packet, peer.port, peer.address, then)
      const packet: Packet = decodePacket(bytes)
      if (packet.kind === 'oack') {
        answer.oack = packet.options
        blksize = Number(packet.options.find(({name}) => name.toLowerCase() === 'blksize')?.value ?? 512)
        reply(encodeAck(0))
      } else if (packet.kind === 'data' && packet.block === ((last + 1) & 0xffff)) {
        last++
        pieces.push(Buffer.from(packet.data))
        reply(encodeAck(packet.block), packet.data.length < blksize ? () => end() : undefined)
      } else if (packet.kind === 'error') {
        answer.error = {code: packet.code, message: packet.message}
        end()
      } else if (packet.kind !== 'data') {
        reply(encodeError(4, 'unexpected'))
      }
    })
    const repeat = setInterval(() => ask(), repeatMs)
    const ask = () => socket.send(encodeRequest({kind, file, mode, options}), port, address)
    if (address.includes(':')) ask()
    else socket.bind(0, from, ask)
  })
}
