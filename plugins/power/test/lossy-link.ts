import {once} from 'node:events'
import {type AddressInfo, connect, createServer, type Socket} from 'node:net'
import {FrameReader} from '../src/drivers/kasa/protocol/frame.ts'

/** A link to a kasa plug that carries questions and loses answers to order. */
export async function lossyLink(plug: {address: string; port: number}) {
  let next: {fault: 'cut' | 'hang'; done: () => void} | undefined
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect({host: plug.address, port: plug.port})
    for (const socket of [near, far]) open.add(socket.on('error', () => {}).on('close', () => open.delete(socket)))
    const reader = new FrameReader()
    let fault: typeof next
    near.on('data', (bytes) => {
      if (reader.push(bytes).some((question) => /"(set_relay_state|transition_light_state|set_light_state)"/.test(question)))
        [fault, next] = [next, undefined]
      far.write(bytes)
    })
    far.on('data', (bytes) => {
      if (fault === undefined) return void near.write(bytes)
      if (fault.fault === 'cut') near.end()
      fault.done()
    })
    near.on('close', () => far.destroy())
    far.on('close', () => (fault?.fault === 'hang' ? undefined : near.end()))
  }).listen(0, plug.address)
  await once(server, 'listening')
  return {
    address: plug.address,
    port: (server.address() as AddressInfo).port,
    /** Resolves when the plug has answered. */
    failNextSwitch: (fault: 'cut' | 'hang') =>
      new Promise<void>((done) => {
        next = {fault, done}
      }),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
