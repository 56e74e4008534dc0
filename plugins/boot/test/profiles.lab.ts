import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, describe, expect, vi} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {runJson} from './fixtures/run-json.ts'

const test = lab({programs: ['qemu-system-ppc64', 'qemu-system-x86_64', 'qemu-system-aarch64', 'apt-get', 'dpkg', 'xz']})
const dir = mkdtempSync('/tmp/ops-profiles-')
afterAll(() => rmSync(dir, {recursive: true, force: true}))
// no_timer_check: on a busy machine QEMU's timer fires too late, and Linux panics.
writeFileSync(
  join(dir, 'ops.yaml'),
  `boot:
  root: srv
  profiles:
    cell: {firmware: slof, arch: ppc64le, bootfile: cell/image.elf, console: hvc0, nfs: {path: /srv/cell}, image: {package: linux-image-powerpc64le, drivers: [ibmveth], ram: ram0, console: hvc0, oneFile: true}}
    pc: {firmware: ipxe, arch: x86_64, bootfile: boot.ipxe, kernel: pc/vmlinuz, initrd: pc/initrd.img, cmdline: no_timer_check, console: ttyS0, nfs: {path: /srv/pc}, image: {package: linux-image-cloud-amd64, drivers: [virtio_pci, virtio_net], console: ttyS0}}
    fixed: {firmware: ipxe, arch: x86_64, bootfile: boot.ipxe, kernel: pc/vmlinuz, initrd: pc/initrd.img, cmdline: "no_timer_check console=ttyS0 ip=10.0.2.77:10.0.2.2:10.0.2.2:255.255.255.0:fixed:eth0", console: ttyS0, stages: [tftp, init, network]}
    arm: {firmware: u-boot, arch: aarch64, kernel: arm/vmlinuz, initrd: arm/initrd.img, console: ttyAMA0, image: {package: linux-image-arm64, drivers: [virtio_pci, virtio_net], into: none, console: ttyAMA0}}
hosts: {}
`,
)
const limitMs = 480_000

const ops = (...args: string[]) => runJson(dir, args, limitMs)

const images = new Map<string, ReturnType<typeof ops>>()
/** Each image is built once for all tests. */
function image(profile: string): ReturnType<typeof ops> {
  const known = images.get(profile) ?? ops('boot', 'image', profile)
  images.set(profile, known)
  return known
}

// As many as the smallest test machine has cores.
vi.setConfig({maxConcurrency: 2})
describe.concurrent('images under real firmware', () => {
  for (const [profile, last] of [
    ['cell', 'ramroot'],
    ['pc', 'network'],
    ['arm', 'login'],
  ] as const) {
    test(
      `${profile}: the image is built, and real firmware boots it as far as ${last}`,
      async () => {
        const first = await image(profile)
        expect(first.code, first.text).toBe(0)
        const boot = await ops('boot', 'test', profile, '--for', '5m')
        expect(boot.code, boot.text).toBe(0)
        const [host] = boot.result['hosts'] as {timeline: {stages: {stage: string; state: string}[]}}[]
        expect(host?.timeline.stages.at(-1)).toMatchObject({stage: last, state: 'seen'})
        for (const {stage, state} of host?.timeline.stages ?? []) expect(`${stage} ${state}`).toBe(`${stage} seen`)
        const again = await ops('boot', 'image', profile)
        expect(again.result['files'], 'the same input gives the same bytes').toEqual(first.result['files'])
      },
      limitMs,
    )
  }

  test(
    'ip= on the command line: the image takes the fixed address, which DHCP does not give',
    async () => {
      expect((await image('pc')).code).toBe(0)
      const boot = await ops('boot', 'test', 'fixed', '--for', '2m')
      expect(boot.code, boot.text).toBe(0)
      expect(boot.text).toMatch(/eth0 [0-9a-f:]+ 10\.0\.2\.77 server=10\.0\.2\.2/)
    },
    limitMs,
  )
})
