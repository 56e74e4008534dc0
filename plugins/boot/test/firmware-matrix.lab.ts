import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, describe, expect, vi} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {ovmfBios} from '../src/qemu/machine-argv.ts'
import {runJson} from './fixtures/run-json.ts'

// Real firmware boots from `ops boot serve --dhcp full` to the login of a ramdisk, with profiles of kernel and initrd alone.
const isWhole = process.env['OPS_BOOT'] === 'all'
const absent = existsSync(ovmfBios) ? undefined : ovmfBios
const emulators = ['qemu-system-x86_64', ...(isWhole ? ['qemu-system-aarch64', 'qemu-system-ppc64'] : [])]
const test = lab({
  root: true,
  programs: ['ip', 'unshare', 'dnsmasq', 'apt-get', 'dpkg', 'xz', ...emulators],
  ...(absent === undefined ? {} : {missing: `${absent} is not installed`}),
})
const dir = mkdtempSync('/tmp/ops-firmware-')
afterAll(() => rmSync(dir, {recursive: true, force: true}))
const limitMs = 600_000
// no_timer_check: on a busy machine QEMU's timer fires too late, and Linux panics.
const x86 = {
  arch: 'x86_64',
  kernel: 'x86/vmlinuz',
  initrd: 'x86/initrd.img',
  console: 'ttyS0',
  cmdline: 'no_timer_check',
  image: {package: 'linux-image-cloud-amd64', drivers: ['virtio_pci', 'virtio_net'], into: 'none', console: 'ttyS0'},
}
const arm = {
  arch: 'aarch64',
  kernel: 'arm/vmlinuz',
  initrd: 'arm/initrd.img',
  console: 'ttyAMA0',
  image: {package: 'linux-image-arm64', drivers: ['virtio_pci', 'virtio_net'], into: 'none', console: 'ttyAMA0'},
}
writeFileSync(
  join(dir, 'ops.yaml'),
  JSON.stringify({
    boot: {
      root: 'srv',
      profiles: {
        x86,
        arm,
        'x86-ipxe': {...x86, loaders: {'efi-x64': 'ipxe'}},
        'x86-snp': {...x86, loaders: {'http-x64': 'ipxe-snp'}},
        'x86-grub': {...x86, loaders: {'efi-x64': 'grub'}},
        'x86-pxelinux': {...x86, loaders: {bios: 'pxelinux'}},
        // Without the loop guard, iPXE would get iPXE for ever.
        'x86-loop': {...x86, bootfile: 'loaders/undionly.kpxe'},
        board: {...arm, firmware: 'u-boot'},
        power: {
          firmware: 'slof',
          arch: 'ppc64le',
          kernel: 'power/vmlinux',
          initrd: 'power/initrd.img',
          console: 'hvc0',
          image: {package: 'linux-image-powerpc64le', drivers: ['ibmveth'], into: 'none', console: 'hvc0'},
        },
      },
    },
    hosts: {},
  }),
)

interface Cell {
  profile: string
  firmware: 'bios' | 'uefi' | 'uefi-http' | 'u-boot' | 'slof'
  /** A file that only this loader fetches. */
  loader: RegExp
  /** Runs without OPS_BOOT=all. */
  sample?: true
}

const cells: Cell[] = [
  {profile: 'x86', firmware: 'bios', loader: /boot\.ipxe/, sample: true},
  {profile: 'x86', firmware: 'uefi', loader: /grub\.cfg/, sample: true},
  {profile: 'x86', firmware: 'uefi-http', loader: /loaders\/ipxe\.efi.* by HTTP/},
  {profile: 'x86-snp', firmware: 'uefi-http', loader: /loaders\/snponly\.efi.* by HTTP/},
  {profile: 'x86-ipxe', firmware: 'uefi', loader: /boot\.ipxe/},
  {profile: 'x86-grub', firmware: 'uefi', loader: /grub\.cfg/},
  {profile: 'x86-pxelinux', firmware: 'bios', loader: /loaders\/pxelinux\.cfg/},
  {profile: 'x86-loop', firmware: 'bios', loader: /boot\.ipxe/},
  {profile: 'board', firmware: 'u-boot', loader: /arm\/initrd\.img/},
  {profile: 'power', firmware: 'slof', loader: /pxelinux\.cfg/},
]

const ops = (...args: string[]) => runJson(dir, args, limitMs)

const made = new Map<string, Promise<void>>()
/** Each image is built once, and the loaders of an architecture are installed once. */
function once(...args: string[]): Promise<void> {
  const key = args.join(' ')
  const known =
    made.get(key) ??
    ops(...args).then(({code, text}) => {
      expect(code, text).toBe(0)
    })
  made.set(key, known)
  return known
}

vi.setConfig({maxConcurrency: 2})
describe.concurrent('ops boot test', () => {
  for (const {profile, firmware, loader, sample} of cells) {
    if (!isWhole && sample !== true) continue
    test(
      `${profile} boots by ${firmware} to a login`,
      async () => {
        const family = profile.split('-')[0] ?? profile
        await once('boot', 'image', family === 'board' ? 'arm' : family)
        if (family === 'x86') await once('boot', 'loaders', '--arch', 'x86_64')
        const boot = await ops(
          'boot',
          'test',
          profile,
          '--firmware',
          firmware,
          '--memory',
          family === 'power' ? '1024' : '512',
          '--for',
          '8m',
        )
        expect(boot.code, boot.text).toBe(0)
        const [host] = boot.result['hosts'] as {
          evidence: {witness: string; words: string}[]
          timeline: {stages: {stage: string; witnesses: string[]}[]}
        }[]
        const served = host?.evidence.filter(({witness}) => witness === 'wire').map(({words}) => words)
        expect(served?.join('\n')).toMatch(loader)
        // The DHCP of the boot server answered, not that of the test.
        expect(host?.timeline.stages.find(({stage}) => stage === 'dhcp')?.witnesses).toContain('wire')
        expect(host?.timeline.stages.at(-1)).toMatchObject({stage: 'login', state: 'seen'})
      },
      limitMs,
    )
  }
})
