import {createSocket} from 'node:dgram'
import {once} from 'node:events'
import {setTimeout as delay} from 'node:timers/promises'
import {untrusted} from '@ops/core/untrusted'
import {describe, expect, it} from 'vitest'
import {Device, UdpServer} from 'tplink-smarthome-simulator'
import {ownBroadcasts} from '../src/drivers/kasa/discover-plugs.ts'
import {discoverPlugs} from '../src/drivers/kasa/discover-plugs.ts'
import {startLabPlug} from '../src/lab-plug/start-lab-plug.ts'

const {signal} = new AbortController()
const quick = {waitMs: 300, repeats: 3}

/** Searches longer until that many plugs answer: they are in this process, which may be slow on a busy machine. */
async function discover(count: number, addresses: string[], port: number) {
  let found = await discoverPlugs({addresses, port, ...quick}, signal)
  for (const waitMs of [3000, 30_000]) if (found.length < count) found = await discoverPlugs({addresses, port, waitMs, repeats: 3}, signal)
  return found
}

describe('discovery', () => {
  it('finds a plug once, although it answers several times', async () => {
    await using plug = await startLabPlug({
      model: 'HS300',
      address: '127.40.7.1',
      port: 0,
      alias: 'strip',
      outlets: [
        {alias: 'x', on: true},
        {alias: 'y', on: false},
      ],
    })
    const found = await discover(1, [plug.address, plug.address], plug.port)
    expect(found).toMatchObject([
      {
        address: plug.address,
        port: plug.port,
        model: untrusted('HS300(US)'),
        alias: untrusted('strip'),
        supported: true,
        outlets: [
          {outlet: 1, alias: untrusted('x'), state: 'on'},
          {outlet: 2, alias: untrusted('y'), state: 'off'},
        ],
      },
    ])
    expect(plug.questions).toEqual([])
  })

  it('finds plugs that answer from another port than the queried one', async () => {
    const devices = await Promise.all(
      (['hs100', 'hs110'] as const).map(async (model, at) => {
        const device = new Device({model, address: `127.40.7.${10 + at}`, port: 0, alias: model, data: {}})
        device.deviceNetworking.on('error', () => {})
        await device.start()
        return device
      }),
    )
    // The simulator's own broadcast socket: every device answers it from its own port.
    const free = createSocket('udp4').bind(0, '127.40.7.2')
    await once(free, 'listening')
    const {port} = free.address()
    await new Promise<void>((done) => free.close(done))
    await UdpServer.start({port})
    const found = await discover(2, ['127.40.7.2'], port)
    UdpServer.stop()
    // The devices answer what they have received a turn later, from sockets that must still be open.
    await delay(100)
    await Promise.all(devices.map((device) => device.stop()))
    expect(found.map(({alias, port: from}) => [alias?.raw, from])).toEqual(devices.map((device) => [device.model, device.port]))
  })

  it('reports newer firmware', async () => {
    await using plug = await startLabPlug({model: 'HS100', address: '127.40.7.3', port: 0, klap: true})
    expect(await discover(1, [plug.address], 9)).toMatchObject([
      {model: untrusted('HS100(EU)'), speaks: 'KLAP', supported: false, mac: '50:c7:bf:00:00:01'},
    ])
  })

  it('ignores other answers, and ends at the signal', async () => {
    const noise = createSocket('udp4').bind(0, '127.40.7.4')
    await once(noise, 'listening')
    noise.on('message', (_, from) => noise.send('hello', from.port, from.address))
    expect(await discoverPlugs({addresses: ['127.40.7.4'], port: noise.address().port, ...quick}, signal)).toEqual([])
    expect(await discoverPlugs({addresses: ['127.40.7.4'], port: 9, waitMs: 60_000, repeats: 3}, AbortSignal.timeout(50))).toEqual([])
    noise.close()
  })

  it('reports an error, not silence, when no packet could be sent', async () => {
    const discover = (...addresses: string[]) => discoverPlugs({addresses, port: 9, ...quick}, signal)
    await expect(discover()).rejects.toMatchObject({
      code: 'POWER_DISCOVER_NOT_SENT',
      message: expect.stringContaining('has no IPv4 network'),
    })
    await expect(discover('no.such.invalid')).rejects.toMatchObject({
      code: 'POWER_DISCOVER_NOT_SENT',
      message: expect.stringContaining('no.such.invalid: '),
    })
    const unsent: string[] = []
    const input = {addresses: ['no.such.invalid', '127.40.7.9'], port: 9, ...quick, onUnsent: (address: string) => unsent.push(address)}
    expect(await discoverPlugs(input, signal)).toEqual([])
    expect(unsent).toEqual(['no.such.invalid'])
  })

  it('queries every network of the machine except loopback', () => {
    const one = {mac: '', internal: false, cidr: null, family: 'IPv4' as const}
    const interfaces = {
      lo: [{...one, address: '127.0.0.1', netmask: '255.0.0.0', internal: true}],
      eth0: [
        {...one, address: '10.1.2.3', netmask: '255.255.252.0'},
        {...one, address: 'fe80::1', netmask: '', family: 'IPv6' as const, scopeid: 1},
      ],
    }
    expect(ownBroadcasts(interfaces)).toEqual(['10.1.3.255'])
  })
})
