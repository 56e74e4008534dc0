import {setTimeout as delay} from 'node:timers/promises'
import {expect} from 'vitest'
import {lab} from '../../../../test/lab/require.ts'
import {addressBytes} from '../../src/test-boot/wire/ipv4.ts'
import {type DhcpScene, dhcpScene, knownMac, otherAddress, serverAddress} from '../fixtures/dhcp-scene.ts'
import {dhcpWire} from '../fixtures/dhcp-wire.ts'

// Who gets the menu of a machine: the one that has its lease, and nobody who only says so.
const test = lab({root: true, programs: ['ip', 'perl', 'dnsmasq', 'curl']})
const limitMs = 200_000
const intruder = '10.81.0.77'
/** curl's exit code for TFTP's error 1; its text differs between versions. */
const notFound = 'curl: (68)'
const wanted = Buffer.from([1, 3, 6, 66, 67])

const menuAt = (scene: DhcpScene) =>
  scene.run([
    ...scene.in('client'),
    'sh',
    '-c',
    `curl -sS --max-time 20 --interface "$1" tftp://${serverAddress}/menu 2>&1 || true`,
    'sh',
    intruder,
  ])

test(
  'neither a DHCPINFORM with the card of another machine nor a text that looks like an ACK makes an address that machine',
  async () => {
    await using scene = dhcpScene('intruder')
    await using _ops = await scene.serve(['--dhcp', 'full'])
    await using wire = await dhcpWire(scene.in('client'), 'client0')
    scene.run([...scene.in('client'), 'ip', 'address', 'add', `${intruder}/24`, 'dev', 'client0'])
    const own = {mac: knownMac, ciaddr: intruder, from: intruder}
    // dnsmasq answers these with an ACK, or logs a line with this text.
    const answers = await wire.ask({...own, type: 'inform', options: {55: wanted}})
    expect(answers.map(({type}) => type)).toEqual(['ACK'])
    wire.send({mac: knownMac, type: 'request', options: {50: addressBytes(intruder), 54: addressBytes(serverAddress)}})
    wire.send({...own, type: 'request'})
    for (const code of [12, 60, 77])
      wire.send({mac: knownMac, type: 'discover', options: {[code]: `DHCPACK(br0) ${intruder} ${knownMac} board`}})
    await delay(1500)
    expect(menuAt(scene)).toContain(notFound)
    // The machine itself: DISCOVER, REQUEST, ACK for its address.
    const request = {mac: knownMac, type: 'request', options: {50: addressBytes('10.81.0.5'), 54: addressBytes(serverAddress)}} as const
    expect((await wire.ask(request)).map(({type}) => type)).toEqual(['ACK'])
    expect(menuAt(scene)).toContain(notFound)
  },
  limitMs,
)

test(
  'an address of the range is its machine while the lease lasts, also after a restart; a stranger that gets it next is not',
  async () => {
    await using scene = dhcpScene('lease')
    const range = ['--dhcp', 'full', '--dhcp-range', `${intruder},${intruder}`]
    // Without an address of its own the machine gets the only one of the range.
    const host = {ip: undefined}
    const lease = async (mac: string) => {
      await using wire = await dhcpWire(scene.in('client'), 'client0')
      const answers = await wire.ask({mac, type: 'discover', options: {55: wanted}}, 4000)
      expect(answers.map(({yiaddr}) => yiaddr)).toEqual([intruder])
      const options = {50: addressBytes(intruder), 54: addressBytes(serverAddress)}
      expect((await wire.ask({mac, type: 'request', options})).map(({type}) => type)).toEqual(['ACK'])
    }
    const release = async (mac: string) => {
      await using wire = await dhcpWire(scene.in('client'), 'client0')
      wire.send({mac, type: 'release', ciaddr: intruder, from: intruder, options: {54: addressBytes(serverAddress)}})
      await delay(1500)
    }
    {
      await using _ops = await scene.serve(range, {}, host)
      await lease(knownMac)
      scene.run([...scene.in('client'), 'ip', 'address', 'add', `${intruder}/24`, 'dev', 'client0'])
      expect(menuAt(scene)).toContain('menu of board')
    }
    await using _ops = await scene.serve(range, {}, host)
    expect(menuAt(scene)).toContain('menu of board')
    await release(knownMac)
    expect(menuAt(scene)).toContain(notFound)
    await lease('02:00:00:00:00:66')
    expect(menuAt(scene)).toContain(notFound)
  },
  limitMs,
)

test(
  'a DHCP server that appears later is reported and is part of the status',
  async () => {
    await using scene = dhcpScene('later')
    await using ops = await scene.serve(['--dhcp', 'full'])
    await using wire = await dhcpWire(scene.in('client'), 'client0')
    const conf = ['dnsmasq', '--keep-in-foreground', '--conf-file=/dev/null', '--port=0', '--user=root', '--no-ping', '--pid-file=']
    const pool = ['--interface=other0', `--dhcp-leasefile=${scene.dir}/other`, '--dhcp-range=10.81.0.100,10.81.0.150,255.255.255.0,1h']
    await scene.startDhcp([...conf, ...pool])
    // Any client of it makes it speak.
    await wire.ask({mac: '02:00:00:00:00:67', type: 'discover', options: {55: wanted}})
    await expect
      .poll(() => ops.events.find(({type}) => type === 'ops.boot.dhcp-server/1'), {timeout: 30_000})
      .toMatchObject({address: otherAddress, network: '10.81.0.0/24', mac: expect.stringMatching(/^[0-9a-f:]{17}$/)})
  },
  limitMs,
)
