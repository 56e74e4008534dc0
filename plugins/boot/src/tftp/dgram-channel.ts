import type {SocketAsPromised} from 'dgram-as-promised'
import {descriptorOf, readDirectly, writeDirectly} from './direct-socket.ts'
import type {ChannelEvents, UdpChannel} from './link.ts'
import {writeDataHeader} from './packet.ts'
import {BusyWait} from './busy-wait.ts'

const busyWait = new BusyWait(() => performance.now())

/** A connected socket. Blocks are written to its descriptor directly; all other packets go through dgram. */
export class DgramChannel implements UdpChannel {
  readonly port: number
  readonly #socket: SocketAsPromised
  readonly #events: ChannelEvents
  readonly #write: typeof writeDirectly
  readonly #descriptor: number | undefined
  #packet = Buffer.allocUnsafeSlow(0)
  /** The socket's buffer was full: dgram has queued a block, and later blocks must not overtake it. */
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
    // Without a callback, because an ICMP error also arrives as an event.
    if (!this.#closed) this.#socket.socket.send(bytes)
  }

  data(block: number, bytes: Buffer): void {
    if (this.#closed) return
    const length = bytes.length + 4
    if (this.#queued) this.#queued = this.#socket.socket.getSendQueueCount() > 0
    // dgram still reads from a queued buffer.
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

  /** Handles a packet from the event loop. */
  receive(bytes: Buffer): void {
    this.#events.message(bytes)
    if (this.#descriptor !== undefined && !this.#closed) busyWait.answered(this.#receive)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#socket.close()
  }

  // After the socket is closed, its descriptor number may belong to another file.
  readonly #receive = (): boolean => {
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
