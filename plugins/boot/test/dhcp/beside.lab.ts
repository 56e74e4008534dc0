import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {describe, expect} from 'vitest'
import {lab} from '../../../../test/lab/require.ts'
import {dhcpClient} from '../fixtures/dhcp-clients.ts'
import {type DhcpScene, dhcpScene, knownMac, otherAddress, serverAddress, until} from '../fixtures/dhcp-scene.ts'
import {dhcpWire} from '../fixtures/dhcp-wire.ts'
import {runCli} from '../service/run-cli.ts'

// A network whose DHCP server is Kea; ops boot serve is started beside it.
const networkd = '/lib/systemd/systemd-networkd'
const test = lab({
  root: true,
  programs: ['ip', 'perl', 'dnsmasq', 'kea-dhcp4', 'busybox', 'dhclient', 'curl'],
  ...(existsSync(networkd) ? {} : {missing: 'systemd-networkd is not installed'}),
})
const limitMs = 230_000
/** Seconds of Kea's leases, and after which its clients renew (from Kea) and rebind (from any server). */
const [leaseS, renewS, rebindS] = [40, 8, 16]

/** Kea leases 10.81.0.100 to .150 to all but the machine of the inventory. */
async function startKea(scene: DhcpScene) {
  const file = join(scene.dir, 'kea.json')
  const Dhcp4 = {
    'interfaces-config': {interfaces: ['other0']},
    'lease-database': {type: 'memfile', name: join(scene.dir, 'kea.leases')},
    'valid-lifetime': leaseS,
    'renew-timer': renewS,
    'rebind-timer': rebindS,
    'client-classes': [{name: 'DROP', test: `hexstring(pkt4.mac, ':') == '${knownMac}'`}],
    subnet4: [{id: 1, subnet: '10.81.0.0/24', pools: [{pool: '10.81.0.100 - 10.81.0.150'}]}],
    loggers: [{name: 'kea-dhcp4', severity: 'INFO', output_options: [{output: 'stderr'}]}],
  }
  writeFileSync(file, JSON.stringify({Dhcp4}))
  return scene.startDhcp(['kea-dhcp4', '-c', file], {KEA_LOCKFILE_DIR: scene.dir, KEA_PIDFILE_DIR: scene.dir})
}

const addressOf = (scene: DhcpScene) =>
  /inet (10\.[\d.]+)/.exec(scene.run([...scene.in('client'), 'ip', '-4', 'address', 'show', 'dev', 'client0']))?.[1]

describe.concurrent('beside another DHCP server', () => {
  test(
    '--dhcp full is refused with the address, card and offer of the server; --dhcp proxy starts',
    async () => {
      await using scene = dhcpScene('refused')
      await startKea(scene)
      const serve = ['boot', 'serve', '--inventory', scene.inventory(), '--listen', serverAddress, '--control', join(scene.dir, 'control')]
      const {code, stderr} = await runCli([...serve, '--dhcp', 'full'], {before: scene.in('server')})
      const mac = scene.run([...scene.in('other'), 'cat', '/sys/class/net/other0/address']).trim()
      expect(stderr).toMatch(
        new RegExp(
          `Another DHCP server answers in this network: 10\\.81\\.0\\.2 \\(${mac}\\) on br0, which offers 10\\.81\\.0\\.1\\d\\d of 10\\.81\\.0\\.0/24\\.`,
        ),
      )
      expect(stderr).toContain('--dhcp proxy')
      expect(stderr).toContain('--beside')
      expect(code).toBe(5)
      await using ops = await scene.serve(['--dhcp', 'proxy'])
      expect(ops.events.some(({type}) => type === 'ops.boot.ready/1')).toBe(true)
    },
    limitMs,
  )

  for (const kind of ['dhclient', 'udhcpc', 'networkd'] as const)
    test(
      `${kind} keeps its lease of the other server through RENEWING, REBINDING and INIT-REBOOT, and gives it back`,
      async () => {
        await using scene = dhcpScene(kind)
        const kea = await startKea(scene)
        await using ops = await scene.serve(['--dhcp', 'full', '--beside'])
        await using wire = await dhcpWire(scene.in('client'), 'client0')
        const client = dhcpClient(scene, kind)
        const first = client.start()
        const leases = (server: typeof kea) => server.output().match(/DHCP4_LEASE_(?:ALLOC|OFFER|ADVERT)|DHCP4_LEASE_REUSE/g)?.length ?? 0
        const address = await until('an address', () => addressOf(scene))
        expect(address).toMatch(/^10\.81\.0\.1\d\d$/)
        const keeps = async (seconds: number, when: string) => {
          for (const end = Date.now() + seconds * 1000; Date.now() < end; await delay(300))
            expect(addressOf(scene), `${when}: ${first.output()}`).toBe(address)
        }
        // The other server is away from a renewal of the lease until its client asks all servers.
        const before = leases(kea)
        await until('a renewal', () => leases(kea) > before)
        await scene.stop(kea)
        await keeps(leaseS / 2 + 2, 'rebinding')
        const again = await startKea(scene)
        await keeps(leaseS / 2 + 2, 'after rebinding')
        await scene.stop(first)
        const known = leases(again)
        const second = client.start()
        await until('the same lease after a restart', () => leases(again) > known)
        await until('the same address', () => addressOf(scene) === address)
        await client.release(second)
        await until('a release', () => again.output().includes('DHCP4_RELEASE'))
        expect(wire.heard.filter(({from}) => from !== otherAddress)).toEqual([])
        await expectKnownBoots(scene)
        const {stdout} = await runCli(['boot', 'status', '--control', join(scene.dir, 'control')], {before: scene.in('server')})
        expect(stdout).toContain(`Another DHCP server answers: ${otherAddress}`)
        expect(ops.events.filter(({type}) => type === 'ops.boot.dhcp-server/1').map(({address: at}) => at)).toEqual([otherAddress])
      },
      limitMs,
    )
})

/** The machine of the inventory boots in the same network. */
async function expectKnownBoots(scene: DhcpScene): Promise<void> {
  scene.run([...scene.in('client'), 'ip', 'address', 'flush', 'dev', 'client0'])
  scene.run([...scene.in('client'), 'ip', 'link', 'set', 'client0', 'address', knownMac])
  const script = join(import.meta.dirname, '../fixtures/scripts/lease.sh')
  const known = scene.start([...scene.in('client'), 'busybox', 'udhcpc', '-f', '-i', 'client0', '-s', script])
  await until('the address of the inventory', () => addressOf(scene) === '10.81.0.5')
  await scene.stop(known)
  const fetch = ['curl', '-sS', '--max-time', '20', `tftp://${serverAddress}/menu`]
  expect(scene.run([...scene.in('client'), ...fetch])).toBe('menu of board')
}
