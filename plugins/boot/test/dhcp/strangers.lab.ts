import {execFileSync} from 'node:child_process'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import fc from 'fast-check'
import {describe, expect} from 'vitest'
import {lab} from '../../../../test/lab/require.ts'
import {type DhcpScene, dhcpScene, knownMac, otherAddress, serverAddress, strangerMac} from '../fixtures/dhcp-scene.ts'
import {type DhcpWire, dhcpWire, type MessageName, type Question} from '../fixtures/dhcp-wire.ts'
import {pxe, statesOf} from '../fixtures/dhcp-states.ts'
import {runCli} from '../service/run-cli.ts'

// Any message of a machine that is not in the inventory: no packet from a server that ops runs or configures.
const test = lab({root: true, programs: ['ip', 'perl', 'dnsmasq', 'kea-dhcp4', 'dhcpd']})
const limitMs = 200_000
/** Milliseconds after the last message in which a late answer would arrive. */
const lateMs = 2000
const random = {seed: 20_261, numRuns: 400}

interface Served {
  us: string
  usMac: string
}

const macOf = (scene: DhcpScene, space: 'server' | 'other', card: string) =>
  scene.run([...scene.in(space), 'cat', `/sys/class/net/${card}/address`]).trim()

/** Every state in turn, then random messages: only the known machine, which is asked before and after, gets answers. */
async function expectSilence(wire: DhcpWire, {us, usMac}: Served, known: Question): Promise<void> {
  expect((await wire.ask(known)).map(({type}) => type)).toContain('OFFER')
  const ours = () => wire.heard.filter(({chaddr}) => chaddr !== knownMac.replaceAll(':', ''))
  for (const [state, question] of Object.entries(statesOf(strangerMac, '10.81.0.55', {us, usMac, them: otherAddress}))) {
    wire.send(question)
    await delay(300)
    expect(ours(), state).toEqual([])
  }
  for (const question of fc.sample(messageOfStranger({us, usMac}), random)) {
    wire.send(question)
    await delay(5)
  }
  await delay(lateMs)
  expect(ours()).toEqual([])
  // It was silence, and no crash.
  expect((await wire.ask(known)).map(({type}) => type)).toContain('OFFER')
}

function messageOfStranger({us, usMac}: Served): fc.Arbitrary<Question> {
  const types: (MessageName | undefined)[] = ['discover', 'request', 'decline', 'release', 'inform', undefined]
  const address = fc.constantFrom('0.0.0.0', '10.81.0.5', '10.81.0.55', '10.81.0.120', us, '192.168.7.9')
  const bytes = fc.oneof(
    fc.uint8Array({minLength: 1, maxLength: 40}).map((data) => Buffer.from(data)),
    address.map((text) => Buffer.from(text.split('.').map(Number))),
  )
  const code = fc.oneof(
    fc.constantFrom(12, 43, 50, 51, 54, 55, 57, 60, 61, 77, 81, 82, 93, 94, 97, 118, 175),
    fc.integer({min: 1, max: 254}),
  )
  const options = fc
    .array(fc.tuple(code, bytes), {maxLength: 6})
    .map((all) => Object.fromEntries(all.filter(([number]) => number !== 53 && number !== 52)))
  const classes = fc.constantFrom({}, pxe(0), pxe(7), pxe(11), {...pxe(16), 60: 'HTTPClient:Arch:00016:UNDI:003001'})
  return fc
    .record({
      // Locally administered, and none of the inventory.
      mac: fc.uint8Array({minLength: 4, maxLength: 4}).map((data) => `0a:77:${Buffer.from(data).toString('hex').match(/../g)?.join(':')}`),
      type: fc.constantFrom(...types),
      ciaddr: address,
      giaddr: fc.constantFrom('0.0.0.0', '0.0.0.0', '10.81.0.77', '10.99.0.1'),
      isBroadcast: fc.boolean(),
      isUnicast: fc.boolean(),
      toPort: fc.constantFrom(67, 67, 67, 4011),
      given: options,
      known: classes,
    })
    .map(({isUnicast, given, known, ...question}) => ({
      ...question,
      options: {...known, ...given},
      from: question.ciaddr === us ? '0.0.0.0' : question.ciaddr,
      ...(isUnicast ? {to: us, frameTo: usMac} : {}),
    }))
}

const discover: Question = {mac: knownMac, type: 'discover', options: {55: Buffer.from([1, 3, 6, 66, 67])}}

describe.concurrent('strangers get no packet', () => {
  for (const [name, flags, known] of [
    ['full', ['--dhcp', 'full'], discover],
    ['beside', ['--dhcp', 'full', '--beside'], discover],
    ['proxy', ['--dhcp', 'proxy'], {...discover, options: pxe(0)}],
  ] as const)
    test(
      `from ops boot serve ${flags.join(' ')}`,
      async () => {
        await using scene = dhcpScene(name)
        await using _ops = await scene.serve(flags, {profiles: {one: {firmware: 'pxe', kernel: 'vmlinux'}}})
        await using wire = await dhcpWire(scene.in('client'), 'client0')
        await expectSilence(wire, {us: serverAddress, usMac: macOf(scene, 'server', 'br0')}, known)
      },
      limitMs,
    )

  for (const kind of ['dnsmasq', 'kea', 'isc'] as const)
    test(
      `from ${kind} with the configuration that ops boot dhcp-config prints`,
      async () => {
        await using scene = dhcpScene(kind)
        const {stdout} = await runCli(['boot', 'dhcp-config', kind, '--inventory', scene.inventory(), '--listen', serverAddress], {
          before: scene.in('server'),
        })
        await startConfigured(scene, kind, stdout)
        await using wire = await dhcpWire(scene.in('client'), 'client0')
        await expectSilence(wire, {us: otherAddress, usMac: macOf(scene, 'other', 'other0')}, discover)
      },
      limitMs,
    )
})

/** Starts a DHCP server of a site in the namespace `other`, with the settings that a site adds. */
async function startConfigured(scene: DhcpScene, kind: 'dnsmasq' | 'kea' | 'isc', printed: string): Promise<void> {
  const file = join(scene.dir, kind)
  if (kind === 'kea') {
    const {Dhcp4} = JSON.parse(printed) as {Dhcp4: object}
    const site = {
      'interfaces-config': {interfaces: ['other0']},
      'lease-database': {type: 'memfile', persist: false},
      loggers: [{name: 'kea-dhcp4', severity: 'ERROR', output_options: [{output: 'stderr'}]}],
    }
    writeFileSync(file, JSON.stringify({Dhcp4: {...Dhcp4, ...site}}))
    await scene.startDhcp(['kea-dhcp4', '-c', file], {KEA_LOCKFILE_DIR: scene.dir, KEA_PIDFILE_DIR: scene.dir})
    return
  }
  // The configuration of dnsmasq names the interface of the boot server.
  writeFileSync(file, printed.replaceAll('interface=br0', 'interface=other0'))
  if (kind === 'dnsmasq') {
    const argv = ['dnsmasq', '--keep-in-foreground', `--conf-file=${file}`, '--user=root', '--pid-file=']
    await scene.startDhcp([...argv, `--dhcp-leasefile=${join(scene.dir, 'leases')}`])
    return
  }
  writeFileSync(join(scene.dir, 'leases'), '')
  execFileSync('dhcpd', ['-t', '-q', '-4', '-cf', file], {stdio: 'pipe'})
  const files = ['-cf', file, '-lf', join(scene.dir, 'leases'), '-pf', join(scene.dir, 'pid')]
  await scene.startDhcp(['dhcpd', '-f', '-q', '-4', ...files, 'other0'])
}
