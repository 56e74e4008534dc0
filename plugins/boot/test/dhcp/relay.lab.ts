import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {expect} from 'vitest'
import {lab} from '../../../../test/lab/require.ts'
import {type DhcpScene, dhcpScene, knownMac, relayAddress, serverAddress, strangerMac, until} from '../fixtures/dhcp-scene.ts'
import {dhcpWire} from '../fixtures/dhcp-wire.ts'
import {pxe, statesOf} from '../fixtures/dhcp-states.ts'

// A network behind ISC's relay agent, which adds option 82.
const test = lab({root: true, programs: ['ip', 'perl', 'dnsmasq', 'busybox', 'dhcrelay', 'curl']})
const limitMs = 200_000
const subnets = [{network: '10.82.0.0/24', gateway: '10.82.0.1', dns: ['10.82.0.53'], domain: 'far.example'}]
const inFar = {ip: '10.82.0.5/24'}
const wanted = Buffer.from([1, 3, 6, 15, 66, 67])
const text = (bytes: Buffer | undefined) => bytes?.toString('latin1').replace(/\0$/, '')
const bytes = (address: string) => Buffer.from(address.split('.').map(Number))

const relay = (scene: DhcpScene) =>
  scene.start([...scene.in('relay'), 'dhcrelay', '-4', '-d', '-a', '-id', 'far0', '-iu', 'near0', serverAddress])

test(
  'a machine behind a relay agent gets the address, router, DNS server and domain of its subnet, and its files',
  async () => {
    await using scene = dhcpScene('relay')
    await using ops = await scene.serve(['--dhcp', 'full'], {subnets}, inFar)
    relay(scene)
    await using wire = await dhcpWire(scene.in('far'), 'board0')
    const discover = {mac: knownMac, type: 'discover', options: {55: wanted}} as const
    await expect.poll(() => wire.ask(discover), {timeout: 60_000}).toHaveLength(1)
    const [offer] = await wire.ask(discover)
    expect(offer).toMatchObject({type: 'OFFER', yiaddr: '10.82.0.5', siaddr: serverAddress})
    expect(offer?.options.get(1)).toEqual(bytes('255.255.255.0'))
    expect(offer?.options.get(3)).toEqual(bytes('10.82.0.1'))
    expect(offer?.options.get(6)).toEqual(bytes('10.82.0.53'))
    expect(text(offer?.options.get(15))).toBe('far.example')
    for (const [state, question] of Object.entries(
      statesOf(strangerMac, '10.82.0.55', {us: serverAddress, usMac: 'ff:ff:ff:ff:ff:ff', them: '10.82.0.1'}),
    )) {
      const xid = wire.send(question)
      await delay(300)
      expect(
        wire.heard.filter((answer) => answer.xid === xid),
        state,
      ).toEqual([])
    }
    scene.run(['ip', '-n', scene.in('far')[3] ?? '', 'link', 'set', 'board0', 'address', knownMac])
    const script = join(import.meta.dirname, '../fixtures/scripts/lease.sh')
    const argv = [...scene.in('far'), 'busybox', 'udhcpc', '-f', '-q', '-n', '-i', 'board0', '-s', script]
    scene.run(argv)
    scene.run([...scene.in('far'), 'ip', 'route', 'add', 'default', 'via', '10.82.0.1'])
    const fetch = ['curl', '-sS', '--max-time', '20', `tftp://${serverAddress}/menu`]
    expect(scene.run([...scene.in('far'), ...fetch])).toBe('menu of board')
    const isAck = ({type, message, host, ip}: Record<string, unknown>) =>
      type === 'ops.boot.dhcp/1' && message === 'ACK' && host === 'board' && ip === '10.82.0.5'
    await until('event of the lease', () => ops.events.some(isAck))
  },
  limitMs,
)

test(
  'option 82 is sent back, its link selection chooses the subnet, and a machine of another network gets nothing',
  async () => {
    await using scene = dhcpScene('agent')
    await using _ops = await scene.serve(['--dhcp', 'full'], {subnets}, inFar)
    await using wire = await dhcpWire(scene.in('relay'), 'near0')
    const usMac = scene.run([...scene.in('server'), 'cat', '/sys/class/net/br0/address']).trim()
    const circuit = Buffer.from([1, 3, 97, 98, 99])
    const relayed = {type: 'discover', from: relayAddress, to: serverAddress, frameTo: usMac, fromPort: 67} as const
    const ask = (giaddr: string, agent: Buffer) => wire.ask({...relayed, mac: knownMac, giaddr, options: {55: wanted, 82: agent}})
    const [byRelay] = await ask('10.82.0.1', circuit)
    // The answer goes to the relay agent, 10.82.0.1, which this machine has.
    expect(byRelay).toMatchObject({type: 'OFFER', yiaddr: '10.82.0.5', to: '10.82.0.1'})
    expect(byRelay?.options.get(82)).toEqual(circuit)
    const selection = Buffer.concat([circuit, Buffer.from([5, 4, 10, 82, 0, 0])])
    const [bySelection] = await ask(relayAddress, selection)
    expect(bySelection).toMatchObject({type: 'OFFER', yiaddr: '10.82.0.5'})
    expect(bySelection?.options.get(82)).toEqual(selection)
    // The machine's address is of 10.82.0.0/24.
    expect(await wire.ask({mac: knownMac, type: 'discover', options: {55: wanted}})).toEqual([])
  },
  limitMs,
)

test(
  'a PXE client behind a relay agent gets its boot file from the proxy',
  async () => {
    await using scene = dhcpScene('pxe')
    const profiles = {one: {firmware: 'pxe', bootfile: 'loader.0'}}
    await using _ops = await scene.serve(['--dhcp', 'proxy'], {subnets, profiles}, inFar)
    relay(scene)
    await using wire = await dhcpWire(scene.in('far'), 'board0')
    const discover = {mac: knownMac, type: 'discover', options: pxe(0)} as const
    await expect.poll(() => wire.ask(discover), {timeout: 60_000}).toHaveLength(1)
    const [offer] = await wire.ask(discover)
    expect(offer).toMatchObject({type: 'OFFER', yiaddr: '0.0.0.0', file: 'loader.0'})
    expect(await wire.ask({...discover, mac: strangerMac})).toEqual([])
  },
  limitMs,
)
