/** Source or destination of a datagram. */
export interface UdpAddress {
  address: string
  port: number
}

export interface UdpListener extends AsyncDisposable {
  readonly port: number
  send(bytes: Buffer, to: UdpAddress): void
}

/** The socket of one transfer: a port of its own (TID), bound to the address that received the request. */
export interface UdpChannel extends AsyncDisposable {
  readonly port: number
  send(packet: Buffer): void
  /** Sends a DATA packet; the caller may change the bytes afterwards. */
  data(block: number, bytes: Buffer): void
}

export interface ChannelEvents {
  /** Only packets of the channel's peer. */
  message(bytes: Buffer): void
  /** An ICMP error arrived, or a packet could not be sent. */
  failed(error: NodeJS.ErrnoException): void
}

/** UDP for the server: real sockets, or a simulated network. */
export interface UdpLink {
  listen(local: UdpAddress, message: (bytes: Buffer, from: UdpAddress) => void): Promise<UdpListener>
  connect(local: string, peer: UdpAddress, events: ChannelEvents): Promise<UdpChannel>
  /** Largest block in bytes that is sent from this address without fragmentation. */
  maxBlksize(local: string): number
}

/** Time and timers; tests advance them by hand. */
export interface Timers {
  /** Monotonic milliseconds. */
  now(): number
  /** Calls once after `ms`; the returned function cancels. */
  after(ms: number, call: () => void): () => void
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  after(ms, call) {
    let turn: NodeJS.Immediate | undefined
    const timer = setTimeout(() => {
      // After a pause of this process, answers that arrived meanwhile are read first: the process was late, not they.
      turn = setImmediate(call)
    }, ms)
    return () => {
      clearTimeout(timer)
      clearImmediate(turn)
    }
  },
}
