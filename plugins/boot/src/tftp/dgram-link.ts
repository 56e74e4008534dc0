import {DgramAsPromised} from 'dgram-as-promised'
import type {SocketAsPromised} from 'dgram-as-promised'
import {isIPv6} from 'node:net'
import {DgramChannel} from './dgram-channel.ts'
import {decodePacket, encodeError, tftpErrors} from './packet.ts'
import {linkMtu} from '../net/link-mtu.ts'
import type {UdpAddress, UdpLink} from './link.ts'

/** Receive buffer for the requests of many machines at once; the kernel caps it at net.core.rmem_max. */
const listenBufferBytes = 4 << 20

/** Real sockets. Addresses are numeric, so no name is resolved. */
export const dgramLink: UdpLink = {
  async listen(local, message) {
    const socket = open(local.address)
    socket.socket.on('message', (bytes, from) => message(bytes, {address: from.address, port: from.port}))
    const bound = await socket.bind(local.port, local.address)
    socket.setRecvBufferSize(listenBufferBytes)
    // An ICMP error concerns one client only.
    socket.socket.on('error', () => {})
    return {
      port: bound.port,
      send: (bytes, to) => socket.socket.send(bytes, to.port, to.address, () => {}),
      [Symbol.asyncDispose]: () => socket.close(),
    }
  },

  async connect(local, peer, events) {
    const socket = open(local)
    const raw = socket.socket
    let channel: DgramChannel | undefined
    raw.on('message', (bytes, from) => {
      // Once connected, the kernel drops packets of other peers; these came between bind and connect.
      if (from.port !== peer.port || !sameAddress(from.address, peer.address)) return refuseUnknownTid(socket, bytes, from)
      if (channel === undefined) events.message(bytes)
      else channel.receive(bytes)
    })
    const bound = await socket.bind(0, local)
    await new Promise<void>((resolve, reject) => {
      raw.once('error', reject)
      raw.connect(peer.port, peer.address, () => {
        raw.off('error', reject)
        resolve()
      })
    })
    raw.on('error', (error) => events.failed(error as NodeJS.ErrnoException))
    channel = new DgramChannel(socket, bound.port, events)
    return channel
  },

  maxBlksize: (local) => {
    // IPv4 20 + UDP 8 + TFTP 4, IPv6 20 more; dnsmasq uses the same numbers.
    return linkMtu(local) - (isIPv6(local) ? 52 : 32)
  },
}

function open(local: string): SocketAsPromised {
  const type = isIPv6(local.split('%')[0] ?? local) ? 'udp6' : 'udp4'
  return DgramAsPromised.createSocket({
    type,
    ...(type === 'udp6' ? {ipv6Only: true} : {}),
    lookup: (host, _options, done) => done(null, host, type === 'udp6' ? 6 : 4),
  })
}

/** RFC 1350 section 4: a packet from a foreign TID gets ERROR 5; an ERROR is never answered. */
function refuseUnknownTid(socket: SocketAsPromised, bytes: Buffer, from: UdpAddress): void {
  if (decodePacket(bytes).kind === 'error') return
  try {
    socket.socket.send(encodeError(tftpErrors.unknownTid, 'Unknown transfer ID'), from.port, from.address, () => {})
  } catch {
    // Connected in the meantime: from now on the kernel drops packets of other peers.
  }
}

function sameAddress(one: string, other: string): boolean {
  return one === other || one.split('%')[0] === other.split('%')[0]
}
