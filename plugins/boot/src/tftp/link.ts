/** Where a datagram comes from or goes to. */
export interface UdpAddress {
  address: string
  port: number
}

export interface UdpListener extends AsyncDisposable {
  readonly port: number
  send(bytes: Buffer, to: UdpAddress): void
}

/** The socket of one transfer: its own port (TID), bound to the address that the request came in on. */
export interface UdpChannel extends AsyncDisposable {
  readonly port: number
  send(packet: Buffer): void
  /** Sends a DATA packet; the bytes may be changed once this has returned. */
  data(block: number, bytes: Buffer): void
}

export interface ChannelEvents {
  /** Only packets of the channel's peer. */
  message(bytes: Buffer): void
  /** The network says that nobody listens there (ICMP), or the packet could not leave. */
  failed(error: NodeJS.ErrnoException): void
}

/** UDP as the server needs it: real sockets, or a simulated network. */
export interface UdpLink {
  listen(local: UdpAddress, message: (bytes: Buffer, from: UdpAddress) => void): Promise<UdpListener>
  connect(local: string, peer: UdpAddress, events: ChannelEvents): Promise<UdpChannel>
  /** Largest UDP payload that leaves from this address in one piece, bytes, minus the 4 of the DATA header. */
  maxBlksize(local: string): number
}

/** Time and timers of the caller; tests move them by hand. */
export interface Timers {
  /** Milliseconds that never go back. */
  now(): number
  /** Calls once after `ms`; the returned function cancels. */
  after(ms: number, call: () => void): () => void
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  after(ms, call) {
    let turn: NodeJS.Immediate | undefined
    const timer = setTimeout(() => {
      // When this process could not run, the answers of that time are still to be read: they are not late, it is.
      turn = setImmediate(call)
    }, ms)
    return () => {
      clearTimeout(timer)
      clearImmediate(turn)
    }
  },
}
