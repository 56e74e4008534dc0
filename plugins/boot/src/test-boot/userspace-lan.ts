import {createSocket, type Socket} from 'node:dgram'
import {once} from 'node:events'
import type {ReportEvidence} from '../timeline/evidence.ts'
import {type Faults, faultPlan} from './faults.ts'
import {readArp, writeArp} from './wire/arp.ts'
import {answerDhcp, type DhcpOffer, dhcpTypes, readDhcp} from './wire/dhcp.ts'
import {broadcast, etherTypes, type Frame, readFrame, writeFrame} from './wire/ethernet.ts'
import {type Packet, protocols, readPacket, writePacket} from './wire/ipv4.ts'
import {answerSolicitation} from './wire/router-advertisement.ts'
import type {TestLan} from './test-lan.ts'
import {readUdp, writeUdp} from './wire/udp.ts'

export interface LanOptions {
  /** Names in the answer to DHCP requests. */
  names: {bootfile: string; hostname: string}
  /** Real address of the boot server; the guest reaches it as `offer.server` port 69. */
  tftp: {address: string; port: number}
  faults: Faults
}

const network = {server: '10.0.2.2', client: '10.0.2.15', netmask: '255.255.255.0', leaseS: 3600}

/** A locally administered address. */
const serverMac = '02:00:00:00:00:01'
const tftpPort = 69

/**
 * An unprivileged network of one guest and one TFTP server: QEMU sends each Ethernet frame as one UDP datagram. It answers DHCP
 * itself, and it can lose, double, reorder and delay frames.
 */
export async function userspaceLan(options: LanOptions, report: ReportEvidence): Promise<TestLan> {
  const offer: DhcpOffer = {...network, ...options.names}
  const wire = await boundSocket()
  const guestSide = await boundSocket()
  const guestPort = guestSide.address().port
  // QEMU binds this port itself; it was bound here only to find a free one.
  await close(guestSide)
  const [inwards, outwards] = [faultPlan(options.faults), faultPlan({...options.faults, seed: options.faults.seed + 1})]
  const frames = {fromGuest: 0, toGuest: 0, lost: 0}
  const timers = new Set<NodeJS.Timeout>()
  const flows = new Map<number, Promise<Socket>>()
  let guestMac = broadcast

  const after = (plan: () => number[], deliver: () => void) => {
    const times = plan()
    if (times.length === 0) frames.lost += 1
    for (const ms of times) {
      if (ms === 0) deliver()
      else {
        const timer = setTimeout(() => {
          timers.delete(timer)
          deliver()
        }, ms)
        timers.add(timer)
      }
    }
  }
  const send = (frame: Omit<Frame, 'from'>) => {
    frames.toGuest += 1
    const bytes = writeFrame({...frame, from: serverMac})
    after(outwards, () => wire.send(bytes, guestPort, '127.0.0.1', () => {}))
  }
  const sendUdp = (to: string, toMac: string, fromPort: number, toPort: number, data: Buffer) =>
    send({to: toMac, type: etherTypes.ipv4, payload: writePacket(writeUdp(offer.server, to, {fromPort, toPort, data}))})

  /** One real socket per port of the guest, so that the server can distinguish its transfers. */
  const flow = (port: number) => {
    const known = flows.get(port)
    if (known !== undefined) return known
    const made = boundSocket().then((socket) =>
      socket
        .on('message', (data, from) => sendUdp(offer.client, guestMac, from.port === options.tftp.port ? tftpPort : from.port, port, data))
        .on('error', () => {}),
    )
    flows.set(port, made)
    return made
  }
  const onUdp = (packet: Packet) => {
    const datagram = readUdp(packet)
    if (datagram === undefined) return
    if (datagram.toPort === 67) return onDhcp(datagram.data)
    if (packet.to !== offer.server) return
    const port = datagram.toPort === tftpPort ? options.tftp.port : datagram.toPort
    void flow(datagram.fromPort).then(
      (socket) => socket.send(datagram.data, port, options.tftp.address, () => {}),
      () => {},
    )
  }
  const onDhcp = (data: Buffer) => {
    const question = readDhcp(data)
    const answer = question === undefined ? undefined : answerDhcp(question, offer)
    if (question === undefined || answer === undefined) return
    const discover = question.type === dhcpTypes.discover
    report({
      witness: 'wire',
      stage: 'dhcp',
      state: discover ? 'begun' : 'ok',
      words: discover ? `DISCOVER of ${question.mac}` : `${offer.client} for ${question.mac}`,
    })
    sendUdp('255.255.255.255', question.mac, 67, 68, answer)
  }
  const onFrame = (bytes: Buffer) => {
    const frame = readFrame(bytes)
    if (frame === undefined) return
    guestMac = frame.from
    if (frame.type === etherTypes.arp) {
      const arp = readArp(frame.payload)
      if (arp?.operation === 1 && arp.to === offer.server) {
        send({
          to: frame.from,
          type: etherTypes.arp,
          payload: writeArp({operation: 2, fromMac: serverMac, from: offer.server, toMac: arp.fromMac, to: arp.from}),
        })
      }
    } else if (frame.type === etherTypes.ipv4) {
      const packet = readPacket(frame.payload)
      if (packet?.protocol === protocols.udp) onUdp(packet)
    } else if (frame.type === etherTypes.ipv6) {
      const payload = answerSolicitation(frame.payload)
      if (payload !== undefined) send({to: frame.from, type: etherTypes.ipv6, payload})
    }
  }
  wire.on('message', (bytes) => {
    frames.fromGuest += 1
    after(inwards, () => onFrame(bytes))
  })
  return {
    netdev: `dgram,local.type=inet,local.host=127.0.0.1,local.port=${guestPort},remote.type=inet,remote.host=127.0.0.1,remote.port=${wire.address().port}`,
    inside: [],
    frames,
    async [Symbol.asyncDispose]() {
      for (const timer of timers) clearTimeout(timer)
      await close(wire)
      for (const socket of flows.values()) await socket.then(close, () => {})
    },
  }
}

async function boundSocket(): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return socket
}

async function close(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => void socket.close(() => resolve()))
}
