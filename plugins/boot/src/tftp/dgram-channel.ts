import type {SocketAsPromised} from 'dgram-as-promised'
import {descriptorOf, readDirectly, writeDirectly} from './direct-socket.ts'
import type {ChannelEvents, UdpChannel} from './link.ts'
import {writeDataHeader} from './packet.ts'
import {StayAwake} from './stay-awake.ts'

const stayAwake = new StayAwake(() => performance.now())

/** A connected socket; blocks take the short way, everything else goes through dgram. */
export class DgramChannel implements UdpChannel {
  readonly port: number
  readonly #socket: SocketAsPromised
  readonly #events: ChannelEvents
  readonly #write: typeof writeDirectly
  readonly #descriptor: number | undefined
  #packet = Buffer.allocUnsafeSlow(0)
  /** The socket's buffer was full: dgram queued a block, and those after it must not overtake. */
  #queued = false
  #closed = false

  constructor(socket: SocketAsPromised, port: number, events: ChannelEvents, write = writeDirectly) {
    this.#write = write
    this.#socket = socket
    this.port = port
    this.#events = events
    this.#descriptor = descriptorOf(socket.socket)
  }

  send(bytes: Buffer): void {
    // Without a callback: a refusal (ICMP) also arrives as an event.
    if (!this.#closed) this.#socket.socket.send(bytes)
  }

  data(block: number, bytes: Buffer): void {
    if (this.#closed) return
    const length = bytes.length + 4
    if (this.#queued) this.#queued = this.#socket.socket.getSendQueueCount() > 0
    // What is queued is still read from.
    if (this.#packet.length < length || this.#queued) this.#packet = Buffer.allocUnsafeSlow(length)
    writeDataHeader(this.#packet, block)
    bytes.copy(this.#packet, 4)
    if (this.#descriptor !== undefined && !this.#queued) {
      const error = this.#write(this.#descriptor, this.#packet, length)
      if (error?.code !== 'EAGAIN') {
        if (error !== undefined) this.#events.failed(error)
        return
      }
    }
    this.#queued = true
    this.#socket.socket.send(this.#packet, 0, length)
  }

  /** Hands on what came through the event loop. */
  receive(bytes: Buffer): void {
    this.#events.message(bytes)
    if (this.#descriptor !== undefined && !this.#closed) stayAwake.answered(this.#take)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#socket.close()
  }

  // The descriptor is somebody else's once the socket is closed.
  readonly #take = (): boolean => {
    if (this.#closed || this.#descriptor === undefined) return false
    const answer = readDirectly(this.#descriptor)
    if (!(answer instanceof Error)) {
      this.#events.message(answer)
      return true
    }
    if (answer.code !== 'EAGAIN') this.#events.failed(answer)
    return false
  }
}
