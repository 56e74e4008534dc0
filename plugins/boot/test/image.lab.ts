import {execFileSync, spawnSync} from 'node:child_process'
import {appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {afterAll, beforeAll, expect} from 'vitest'
import {lab, unmet} from '../../../test/lab/require.ts'
import {ganeshaConfig} from '../src/nfs/ganesha-config.ts'
import {machineArgv} from '../src/qemu/machine-argv.ts'
import {type RunningMachine, runMachine} from '../src/qemu/run-machine.ts'
import {busyboxRoot} from '../src/rootfs/busybox-root.ts'
import {copyPrograms} from './fixtures/copy-program.ts'
import {type PxeScene, pxeScene} from './fixtures/pxe-scene.ts'
import {runCli} from './service/run-cli.ts'
import {type RunningOps, startOps} from './service/start-ops.ts'

// The boot after the firmware: Debian's kernel and the initramfs of `ops boot image` under QEMU, with an NFSv3 root from an
// independent Ganesha. The machine then serves NFS itself with the kernel's nfsd, which this machine may lack.
const needs = {
  root: true,
  programs: ['ip', 'qemu-system-x86_64', 'dnsmasq', 'ganesha.nfsd', 'rpcbind', 'exportfs', 'rpc.nfsd', 'rpc.mountd', 'nfs-ls', 'ldd'],
}
const test = lab(needs)
const missing = unmet(needs).length > 0
const minuteMs = 60_000
/** A machine under QEMU, on a processor that has much else to do. */
const [stageMs, testMs] = [4 * minuteMs, 15 * minuteMs]
const script = (name: string) => fileURLToPath(new URL(`./fixtures/scripts/${name}`, import.meta.url))
const mac = '52:54:00:78:00:05'

const withChildren = ['--dhcp', 'full', '--nfs', 'external']

let scene: PxeScene
let ops: RunningOps
let machine: RunningMachine
let output = ''
let inventory: string
const until = (text: string | RegExp, ms = stageMs) => expect.poll(() => output.slice(-4000), {timeout: ms, interval: 200}).toMatch(text)

beforeAll(async () => {
  if (missing) return
  scene = pxeScene('image')
  const root = join(scene.dir, 'root')
  await busyboxRoot(root, '/bin/busybox', 'ttyS0', 'pc')
  copyPrograms(root, ['/usr/sbin/exportfs', '/usr/sbin/rpc.nfsd', '/usr/sbin/rpc.mountd'])
  cpSync('/etc/netconfig', join(root, 'etc/netconfig'))
  writeFileSync(join(root, 'etc/services'), 'nfs 2049/tcp\nnfs 2049/udp\n')
  cpSync(script('after-boot.sh'), join(root, 'after-boot.sh'))
  appendFileSync(join(root, 'etc/inittab'), '::once:/bin/sh -c "sh /after-boot.sh >/dev/console 2>&1"\n')
  for (const folder of ['srv', 'var/lib/nfs']) mkdirSync(join(root, folder), {recursive: true})
  inventory = join(scene.dir, 'ops.yaml')
  const image = {package: 'linux-image-cloud-amd64', drivers: ['virtio_pci', 'virtio_net'], modules: ['nfsd'], console: 'ttyS0'}
  const files = {firmware: 'ipxe', arch: 'x86_64', kernel: 'vmlinuz', initrd: 'initrd.img', console: 'ttyS0'}
  writeFileSync(
    inventory,
    JSON.stringify({
      hosts: {
        pc: {arch: 'x86_64', boot: {mac, profile: 'old', ip: '10.78.0.5/24'}},
        // Its root is served by pc.
        later: {arch: 'x86_64', boot: {mac: '52:54:00:78:00:06', profile: 'nfsd', ip: '10.78.0.6/24'}},
      },
      boot: {
        root: 'srv',
        profiles: {
          old: {
            ...files,
            nfs: {server: '10.78.0.2', path: root, version: 3},
            image: {...image, ram: 'ram0', ramMiB: 64, into: 'switch', rescue: 'reboot'},
          },
          nfsd: {nfs: {server: '10.78.0.5', path: '/srv/root'}},
        },
      },
    }),
  )
  mkdirSync(join(scene.dir, 'srv'))
  const built = await runCli(['boot', 'image', 'old', '--inventory', inventory], {timeoutMs: stageMs})
  expect(built.code, built.stderr).toBe(0)
  writeFileSync(join(root, 'etc/exports'), await exportsOfServe())
  await startGanesha(root)
  ops = await startOps(
    ['--inventory', inventory, '--listen', '10.78.0.1', '--no-http', '--control', join(scene.dir, 'control'), ...withChildren],
    scene.inServer,
  )
  machine = await boot('')
}, testMs)

afterAll(async () => {
  if (missing) return
  await machine?.[Symbol.asyncDispose]()
  await ops?.[Symbol.asyncDispose]()
  await scene?.[Symbol.asyncDispose]()
})

/** Starts Ganesha in the neighbour's namespace, with an rpcbind of its own. */
async function startGanesha(root: string): Promise<void> {
  const [config, state] = [join(scene.dir, 'ganesha.conf'), join(scene.dir, 'ganesha')]
  mkdirSync(join(state, 'v4recov'), {recursive: true})
  const one = {path: root, pseudo: root, version: 3, readOnly: false, clients: ['10.78.0.0/24'], hosts: ['pc']}
  writeFileSync(config, ganeshaConfig([one], {port: 2049, mountPort: 20_048, state, bind: '10.78.0.2'}))
  const apart = (line: string) => [...scene.inOther, 'unshare', '--mount', 'sh', '-c', `mount -t tmpfs none /run && ${line}`]
  scene.start(apart('exec rpcbind -f -w -h 10.78.0.2'))
  // Ganesha ends when it cannot register with rpcbind.
  const [program = '', ...rpcinfo] = [...scene.inOther, 'rpcinfo', '-p', '10.78.0.2']
  const answers = () => spawnSync(program, rpcinfo, {stdio: 'ignore', timeout: 10_000}).status === 0
  for (let tries = 0; !answers() && tries < 100; tries++) await delay(200)
  scene.start(apart(`exec ganesha.nfsd -F -f ${config} -p ${join(scene.dir, 'ganesha.pid')} -L ${join(scene.dir, 'ganesha.log')}`))
}

/** Boots without firmware: QEMU loads kernel and initramfs. */
function boot(cmdline: string, tap = 'tap0'): Promise<RunningMachine> {
  const argv = machineArgv({firmware: 'ipxe', memoryMiB: 512, mac, netdev: `tap,ifname=${tap},script=no,downscript=no`, serial: 'stdio'})
  const srv = join(scene.dir, 'srv')
  const direct = [
    '-kernel',
    join(srv, 'vmlinuz'),
    '-initrd',
    join(srv, 'initrd.img'),
    '-append',
    `console=ttyS0 mitigations=off no_timer_check quiet ${cmdline}`,
  ]
  return runMachine([...scene.inServer, ...argv, ...direct], (line) => (output += `${line}\n`))
}

test('--nfs external verifies the root of another server', async () => {
  await expect
    .poll(() => ops.events.filter(({type}) => type === 'ops.boot.nfs/1'), {timeout: stageMs})
    .toContainEqual(
      expect.objectContaining({host: 'pc', state: 'ok', detail: expect.stringContaining('nfs 3 and mountd 3 are registered')}),
    )
})

test(
  'an NFSv3 root, reached from the RAM block device by switch: the RAM block device is not mounted any more',
  async () => {
    await until(/stage=ramroot state=ok .*\/dev\/ram0 ext2/)
    await until(/stage=nfs state=ok .*10\.78\.0\.2:\S+ vers=3/)
    await until(/mounts:[\s\S]*that was all/)
    const mounts = /mounts:[\s\S]*that was all/.exec(output)?.[0] ?? ''
    expect(mounts).toMatch(/^10\.78\.0\.2:\S+ \/ nfs \S*vers=3/m)
    expect(mounts).not.toContain('/dev/ram0')
    await until('pc login:')
  },
  testMs,
)

test(
  'the exports of --nfs nfsd are accepted by the real exportfs and served by the real nfsd',
  async () => {
    await until(/nfsd serves with 2 threads/)
    const {code, stdout} = await runCli(['boot', 'nfs-check', 'later', '--inventory', inventory, '--json'], {before: scene.inServer})
    const [host] = (JSON.parse(stdout) as {result: {hosts: {ladder: {rung: string; state: string}[]}[]}}).result.hosts
    expect(host?.ladder.map(({rung, state}) => `${rung} ${state}`)).toEqual(['tcp ok', 'list ok', 'shell ok', 'modules unknown'])
    expect(code).toBe(0)
    // The neighbour's address belongs to no machine of the inventory.
    const [program = '', ...args] = [...scene.inOther, 'nfs-ls', 'nfs://10.78.0.5/srv/root?version=4']
    expect(() => execFileSync(program, args, {stdio: 'pipe', timeout: 20_000})).toThrow(/Failed to mount/)
  },
  testMs,
)

test('exports that exportfs rejects are not served: one sentence and the next step', async () => {
  // exportfs requires /etc/exports.
  const [args, before] = nfsdServer('')
  const {code, stderr} = await runCli(['boot', 'serve', ...args], {before})
  expect([code, stderr]).toEqual([5, expect.stringContaining("exportfs rejected the NFS exports: can't open /etc/exports")])
})

test(
  'rescue: reboot restarts the machine when a step fails',
  async () => {
    await machine[Symbol.asyncDispose]()
    output = ''
    // An empty nfsroot= on the command line overrides the profile's.
    machine = await boot('ops.ram= nfsroot=')
    await until(/stage=nfs state=failed .*no nfsroot= is set/)
    // With -no-reboot QEMU ends.
    expect(await machine.ended).toBe('the machine powered off')
    expect(output).toContain('reboot: Restarting system')
  },
  testMs,
)

/** The exports file of a running `ops boot serve --nfs nfsd`, after the real exportfs has read it. */
async function exportsOfServe(): Promise<string> {
  const [args, before] = nfsdServer('/etc/exports')
  await using nfsd = await startOps(args, before)
  const seen = (file: string) => readFileSync(`/proc/${nfsd.child.pid}/root${file}`, 'utf8')
  const exports = seen('/etc/exports.d/ops-boot.exports')
  for (const address of ['10.78.0.1', '10.78.0.6'])
    expect(seen('/var/lib/nfs/etab')).toMatch(new RegExp(`^/srv/root\t${address}\\(rw,sync,.*insecure,.*no_root_squash,.*fsid=\\d+`, 'm'))
  return exports
}

/** Arguments for a server that finds a running nfsd; this machine's exports and users are hidden from it. */
function nfsdServer(file: string): [args: string[], before: string[]] {
  const own = join(scene.dir, 'nfsd.yaml')
  const profiles = {nfsd: {nfs: {path: '/srv/root'}}}
  writeFileSync(own, JSON.stringify({hosts: {later: {boot: {mac, profile: 'nfsd', ip: '10.78.0.6'}}}, boot: {root: 'srv', profiles}}))
  const flags = ['--tftp-port', '0', '--no-http', '--control', join(scene.dir, 'nfsd'), '--nfs', 'nfsd']
  return [
    ['--inventory', own, '--listen', '10.78.0.1', ...flags],
    [...scene.inServer, 'unshare', '--mount', 'sh', script('with-nfsd.sh'), file],
  ]
}
