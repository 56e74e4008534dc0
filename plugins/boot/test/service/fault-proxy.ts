import {createSocket, type RemoteInfo, type Socket} from 'node:dgram'
import {seededRandom} from './simulator.ts'

/** Probabilities (0 to 1) per packet and direction, because lost DATA and lost ACKs have different effects. */
export interface Faults {
  dataLoss?: number
  ackLoss?: number
  dataDuplicate?: number
  ackDuplicate?: number
  /** A packet is overtaken by those of the next 3 ms. */
  reorder?: number
  /** A packet is held for 30 ms. */
  delay?: number
}

export interface FaultProxy extends AsyncDisposable {
  port: number
  /** Number of modified packets. */
  readonly faults: number
}

const reorderMs = 3
const delayMs = 30

/** A UDP proxy that injects seeded faults into TFTP traffic; each transfer port of the server has a port of its own here. */
export async function faultProxy(
  listen: string,
  server: {address: string; port: number},
  faults: Faults,
  seed: number,
): Promise<FaultProxy> {
  const random = seededRandom(seed)
  const sockets = new Set<Socket>()
  const sessions = new Map<string, Socket>()
  let tampered = 0
  const bound = async (message: (bytes: Buffer, from: RemoteInfo) => void) => {
    const socket = createSocket('udp4')
    sockets.add(socket)
    socket.on('message', message)
    socket.on('error', () => {})
    await new Promise<void>((resolve) => socket.bind(0, listen, resolve))
    return socket
  }
  const isOpen = (socket: Socket) => sockets.has(socket)
  const pass = (loss: number, duplicate: number, send: () => void) => {
    const {reorder = 0, delay = 0} = faults
    if (random() < loss) return void tampered++
    const late = random() < reorder ? reorderMs : random() < delay ? delayMs : 0
    if (late > 0) tampered++
    const later = () => (late === 0 ? send() : void setTimeout(send, late))
    later()
    if (random() < duplicate) {
      tampered++
      later()
    }
  }

  /** One socket towards the server per client port, one towards the client per server port. */
  const upstream = async (client: RemoteInfo) => {
    const faces = new Map<number, Promise<Socket>>()
    const up: Socket = await bound(async (bytes, from) => {
      const face = await (faces.get(from.port) ?? open(from.port))
      pass(faults.dataLoss ?? 0, faults.dataDuplicate ?? 0, () => isOpen(face) && face.send(bytes, client.port, client.address))
    })
    const open = (serverPort: number) => {
      const face = bound((bytes) =>
        pass(faults.ackLoss ?? 0, faults.ackDuplicate ?? 0, () => isOpen(up) && up.send(bytes, serverPort, server.address)),
      )
      faces.set(serverPort, face)
      return face
    }
    return up
  }
  const opening = new Map<string, Promise<Socket>>()
  const main = await bound(async (bytes, client) => {
    const key = `${client.address}:${client.port}`
    const up = sessions.get(key) ?? (await (opening.get(key) ?? opening.set(key, upstream(client)).get(key)))
    if (up === undefined) return
    sessions.set(key, up)
    pass(faults.ackLoss ?? 0, faults.ackDuplicate ?? 0, () => isOpen(up) && up.send(bytes, server.port, server.address))
  })
  return {
    port: main.address().port,
    get faults() {
      return tampered
    },
    async [Symbol.asyncDispose]() {
      const open = [...sockets]
      sockets.clear()
      await Promise.all(open.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))))
    },
  }
}
