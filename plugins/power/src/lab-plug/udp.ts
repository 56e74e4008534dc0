import {createSocket} from 'node:dgram'
import {once} from 'node:events'
import {newFirmwarePort, firmwareProbe} from '../drivers/kasa/transport/firmware-probe.ts'
import {decrypt, encrypt} from '../drivers/kasa/protocol/frame.ts'
import {parseRequest} from './parse-request.ts'
import type {SwitchRelay} from './answer-request.ts'
import {type PlugState, childId} from './modules/plug-state.ts'

export interface UdpSide extends AsyncDisposable {
  port: number
}

/** Discovery on the plug's own port. Like real firmware it also executes commands here, which is why a driver must never send one by UDP. */
export async function plugUdp(state: PlugState, {address, port}: {address: string; port: number}, move: SwitchRelay): Promise<UdpSide> {
  return listen(address, port, async (bytes) => {
    const {order, reply} = parseRequest(state, decrypt(bytes).toString('utf8'))
    for (const at of order?.outlets ?? []) {
      const outlet = state.outlets[at]
      if (outlet !== undefined && order !== undefined && (await move(at, order.on))) outlet.closed = outlet.reported = order.on
    }
    // Over UDP a strip cuts the ids of its outlets to their last two characters.
    const text = state.outlets.reduce(
      (json, _, at) => json.replaceAll(`"${childId(state, at)}"`, `"${childId(state, at).slice(-2)}"`),
      JSON.stringify(reply({invert: false, failed: false, nowMs: Date.now()})),
    )
    return encrypt(Buffer.from(text))
  })
}

/** The answer of newer firmware to its own discovery probe: 16 bytes of header, then JSON. */
export async function klapUdp(state: PlugState, address: string): Promise<UdpSide> {
  const header = Buffer.alloc(16)
  header.write('0200000100000000', 'hex')
  const answer = {
    result: {
      device_id: state.deviceId.slice(0, 32),
      owner: '',
      device_type: 'IOT.SMARTPLUGSWITCH',
      device_model: state.model.model,
      ip: address,
      mac: state.mac,
      mgt_encrypt_schm: {is_support_https: false, encrypt_type: 'KLAP', http_port: 80},
    },
    error_code: 0,
  }
  return listen(address, newFirmwarePort, async (bytes) =>
    bytes.equals(firmwareProbe) ? Buffer.concat([header, Buffer.from(JSON.stringify(answer))]) : undefined,
  )
}

async function listen(address: string, port: number, answer: (bytes: Buffer) => Promise<Buffer | undefined>): Promise<UdpSide> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  socket.on('message', (bytes, from) => {
    // A packet that is not a request gets no answer.
    answer(bytes).then(
      (found) => found !== undefined && socket.send(found, from.port, from.address),
      () => {},
    )
  })
  socket.bind(port, address)
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    async [Symbol.asyncDispose]() {
      socket.close()
      await once(socket, 'close')
    },
  }
}
