import {describe, expect} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {oneFileImage} from '../src/image/one-file/one-file-image.ts'
import {type Faults, noFaults} from '../src/test-boot/faults.ts'
import {type TestBootRequest, testBoot} from '../src/test-boot/test-boot.ts'
import {userspaceLan} from '../src/test-boot/userspace-lan.ts'
import {printingKernel} from './fixtures/open-firmware-program.ts'
import {type MemoryServer, tftpOf} from './fixtures/tftp-of.ts'

const slof = lab({programs: ['qemu-system-ppc64']})
const limitMs = 300_000
const never = new AbortController().signal

function request(server: MemoryServer, bootfile: string, faults: Faults = noFaults): TestBootRequest {
  return {
    firmware: 'slof',
    memoryMiB: 512,
    mac: '52:54:00:12:34:56',
    lan: (report) => userspaceLan({names: {hostname: 'pxcab', bootfile}, tftp: server, faults}, report),
    stages: ['power', 'firmware', 'dhcp', 'tftp', 'login'],
    timeoutMs: limitMs - 20_000,
  }
}

describe.concurrent('SLOF', () => {
  slof(
    'SLOF fetches a Forth script from the TFTP server and runs it',
    async () => {
      await using server = await tftpOf({'probe.fs': Buffer.from('\\ a test\ncr ." forth login: " cr\n2000 ms power-off\n')})
      const {timeline, console: lines} = await testBoot(request(server, 'probe.fs'), never)
      expect(timeline.verdict, lines.join('\n')).toBe('booted')
      expect(timeline.stages.map(({state}) => state)).toEqual(['seen', 'seen', 'seen', 'seen', 'seen'])
      expect(server.asked).toEqual(['probe.fs'])
    },
    limitMs,
  )

  slof(
    'the same over a link that loses, doubles and reorders frames',
    async () => {
      await using server = await tftpOf({
        'probe.fs': Buffer.from(`\\ a test\n${'\\ padding\n'.repeat(20_000)}cr ." forth login: " cr\n2000 ms power-off\n`),
      })
      const {
        timeline,
        frames,
        console: lines,
      } = await testBoot(request(server, 'probe.fs', {loss: 0.02, duplicate: 0.02, reorder: 0.02, delayMs: 1, seed: 4}), never)
      expect(timeline.verdict, lines.join('\n')).toBe('booted')
      expect(frames?.lost).toBeGreaterThan(0)
    },
    limitMs,
  )

  slof(
    "a missing file is reported with SLOF's error number",
    async () => {
      await using server = await tftpOf({})
      const {timeline, tookMs} = await testBoot(request(server, 'missing'), never)
      expect(timeline).toMatchObject({verdict: 'stopped', stoppedAt: 'tftp', why: 'E3009: the boot server does not have the file'})
      // Ends at the firmware's prompt, before the deadline.
      expect(tookMs).toBeLessThan(limitMs - 20_000)
    },
    limitMs,
  )

  slof(
    'SLOF loads and starts a big-endian one-file image, which finds its initrd',
    async () => {
      const marker = 'big-endian initrd found, login: \r\n'
      await using server = await tftpOf({'image.elf': oneFileImage(printingKernel(), Buffer.from(marker))})
      const {timeline, console: lines} = await testBoot(request(server, 'image.elf'), never)
      expect(timeline.verdict, lines.join('\n')).toBe('booted')
      expect(lines.some((line) => line.includes('big-endian initrd found'))).toBe(true)
    },
    limitMs,
  )
})
