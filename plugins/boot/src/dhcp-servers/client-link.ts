import {createSocket, type Socket} from 'node:dgram'
import {once} from 'node:events'
import {networkInterfaces} from 'node:os'
import {readNeighbours} from '../net/neighbours.ts'

/** What the search for DHCP servers needs of the network. */
export interface ClientLink extends AsyncDisposable {
  /** Broadcasts from port 68 on the network of this address of the machine. */
  broadcast(from: string, message: Buffer): Promise<void>
  /** Calls the listener with each message to port 68, until the link is closed. */
  listen(listener: (message: Buffer) => void): void
  /** Hardware address of the interface that has this address; undefined when none has it. */
  ownMac(address: string): string | undefined
  /** Hardware address of a neighbour, as far as it can be found out. */
  macOf(address: string): Promise<string | undefined>
  ownAddresses(): readonly string[]
}

const [serverPort, clientPort, discardPort] = [67, 68, 9]
/** Milliseconds for the ARP request of a neighbour. */
const arpMs = 500

/** Opens port 68 beside a DHCP client of this machine: such clients share it (SO_REUSEADDR). Needs root. */
export async function openClientLink(): Promise<ClientLink> {
  const sockets = new Map<string, Promise<Socket>>()
  const listeners: ((message: Buffer) => void)[] = []
  const open = async (address: string): Promise<Socket> => {
    const socket = createSocket({type: 'udp4', reuseAddr: true})
    socket.on('message', (message) => {
      for (const listener of listeners) listener(message)
    })
    socket.bind(clientPort, address)
    await once(socket, 'listening')
    // A network that goes down later ends no search.
    socket.on('error', () => {})
    socket.setBroadcast(true)
    socket.unref()
    return socket
  }
  const socketAt = (address: string) => {
    const socket = sockets.get(address) ?? open(address)
    sockets.set(address, socket)
    return socket
  }
  // Only a socket without an address receives broadcasts.
  await socketAt('0.0.0.0')
  const send = (socket: Socket, message: Buffer, port: number, to: string) =>
    new Promise<void>((resolve, reject) => socket.send(message, port, to, (error) => (error === null ? resolve() : reject(error))))
  return {
    // Linux sends a broadcast to 255.255.255.255 by the interface that has the address of the socket.
    broadcast: async (from, message) => send(await socketAt(from), message, serverPort, '255.255.255.255'),
    listen: (listener) => void listeners.push(listener),
    ownMac: (address) =>
      Object.values(networkInterfaces())
        .flat()
        .find((one) => one?.address === address)?.mac,
    async macOf(address) {
      // Any datagram to a neighbour makes the kernel ask for its hardware address.
      await send(await socketAt('0.0.0.0'), Buffer.alloc(1), discardPort, address).catch(() => {})
      for (const until = performance.now() + arpMs; performance.now() < until; await new Promise((wake) => setTimeout(wake, 50))) {
        const mac = readNeighbours().get(address)
        if (mac !== undefined) return mac
      }
      return undefined
    },
    ownAddresses: () =>
      Object.values(networkInterfaces())
        .flat()
        .flatMap((one) => one?.address ?? []),
    async [Symbol.asyncDispose]() {
      listeners.length = 0
      for (const opened of sockets.values()) {
        const socket = await opened.catch(() => undefined)
        socket?.close()
      }
    },
  }
}
