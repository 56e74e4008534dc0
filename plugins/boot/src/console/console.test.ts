import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {type ConsoleSign, type ConsoleState, readConsoleLine} from './read-line.ts'

function read(text: string): ConsoleSign[] {
  const all: ConsoleSign[] = []
  let state: ConsoleState = {}
  for (const line of text.split('\n')) {
    const step = readConsoleLine(state, line)
    state = step.state
    all.push(...step.signs)
  }
  return all
}

describe('readConsoleLine', () => {
  test("decodes the board's SYSTEM INFORMATION block", () => {
    const block = `SYSTEM INFORMATION
 Processor  = PowerXCell DD1.0 @ 2800 MHz
 I/O Bridge = Cell BE companion chip DD3.0
 Timebase   = 14318 kHz (external)
 Config     = SMP disabled
 SMP Size   = 1 (2 threads)
 Boot-Date  = 2016-07-21 19:37
 Memory     = 4096MB (CPU0: 4096MB)

  Welcome to Open Firmware`
    expect(read(block)).toEqual([
      {kind: 'stage', stage: 'firmware', state: 'ok', words: 'SYSTEM INFORMATION'},
      {
        kind: 'facts',
        facts: {
          processor: 'PowerXCell DD1.0',
          processorMHz: 2800,
          ioBridge: 'Cell BE companion chip DD3.0',
          timebaseKHz: 14318,
          smpDisabled: true,
          processors: 1,
          threads: 2,
          bootDate: '2016-07-21 19:37',
          memoryMB: 4096,
        },
      },
      {kind: 'stage', stage: 'firmware', state: 'ok', words: 'SLOF'},
    ])
  })

  test('decodes SLOF errors, and ignores a missing boot device', () => {
    expect(read('E3405: No such device\n  E3009: Error: file not found')).toEqual([
      {kind: 'stage', stage: 'tftp', state: 'failed', words: 'E3009: the boot server does not have the file'},
    ])
  })

  test("reads the image's own stages, through escapes and carriage returns", () => {
    expect(read('\u001bc\u001b[?7l\u001b[2Jops-boot: stage=nfs state=failed uptime=4.29 no nfsroot= is set\r')).toEqual([
      {kind: 'stage', stage: 'nfs', state: 'failed', words: 'no nfsroot= is set', uptimeS: 4.29},
    ])
  })

  test.each([
    ['  Using IPv4 address: 10.0.2.15', 'dhcp', 'ok'],
    ['  TFTP: Received /one.elf (42791 KBytes)', 'tftp', 'ok'],
    ['[    0.000000] Linux version 6.1.0-50-powerpc64le', 'kernel', 'ok'],
    ['[    1.2] Kernel panic - not syncing: VFS: Unable to mount root fs', 'kernel', 'failed'],
    ['pxcab login: ', 'login', 'ok'],
    ['U-Boot 2023.01+dfsg-2 (Jan 2023)', 'firmware', 'ok'],
    ['tftp://10.0.2.2/x... Connection timed out (https://ipxe.org/4c126035)', 'tftp', 'failed'],
  ])('%s', (line, stage, state) => {
    expect(read(line)).toMatchObject([{kind: 'stage', stage, state}])
  })

  test('accepts any line', () => {
    fc.assert(fc.property(fc.array(fc.string({unit: 'binary'})), (lines) => void read(`SYSTEM INFORMATION\n${lines.join('\n')}`)))
  })
})
