import {expect, test} from 'vitest'
import {writeCpio} from '../cpio/write-cpio.ts'
import {oneFileImage} from '../image/one-file/one-file-image.ts'
import {writeElf} from '../image/one-file/write-elf.ts'
import {checkExecutable, checkName, checkSize} from './check-files.ts'
import {checkInitrd} from './check-files.ts'
import {kernelRelease} from '../elf/kernel-release.ts'

const code = Buffer.alloc(64)
const kernel = (endian: 'little' | 'big') =>
  writeElf({bits: 64, endian, machine: 21, flags: endian === 'big' ? 1 : 2}, 0x400000, [{address: 0x400000, bytes: code, memorySize: 64}])
const states = (findings: {subject: string; state: string}[]) => Object.fromEntries(findings.map(({subject, state}) => [subject, state]))

test('the byte order of the file must be that of the board', () => {
  expect(states(checkExecutable({firmware: 'slof'}, 'ppc64', {name: 'k', bytes: kernel('big')}))).toEqual({
    'byte order': 'ok',
    'load address': 'ok',
  })
  const [wrong] = checkExecutable({firmware: 'slof'}, 'ppc64', {name: 'k', bytes: kernel('little')})
  expect(wrong).toMatchObject({state: 'bad', message: 'k is for ppc64le (little-endian), but the board is ppc64.'})
})

test('SLOF requires p_vaddr equal to p_paddr; the older firmware of a PXCAB does not check', () => {
  const moved = kernel('big')
  moved.writeBigUInt64BE(0n, 64 + 24)
  expect(states(checkExecutable({firmware: 'slof'}, 'ppc64', {name: 'k', bytes: moved}))['load address']).toBe('bad')
  expect(states(checkExecutable({firmware: 'pxcab'}, 'ppc64', {name: 'k', bytes: moved}))['load address']).toBe('ok')
})

test('a Forth script is accepted, other files than ELF are not', () => {
  expect(states(checkExecutable({firmware: 'slof'}, 'ppc64', {name: 'k', bytes: Buffer.from('\\ hi')}))).toEqual({format: 'ok'})
  expect(states(checkExecutable({firmware: 'slof'}, 'ppc64', {name: 'k', bytes: Buffer.from('gzip')}))).toEqual({format: 'bad'})
  expect(checkExecutable({firmware: 'ipxe'}, 'x86_64', {name: 'k', bytes: Buffer.from('gzip')})).toEqual([])
})

test('names over 99 characters and files over the load area are refused', () => {
  expect(checkName('slof', 'x'.repeat(99)).state).toBe('ok')
  expect(checkName('slof', 'x'.repeat(100)).state).toBe('bad')
  expect(checkName('ipxe', 'x'.repeat(100)).state).toBe('ok')
  expect(checkSize('slof', 44e6, 512e6).state).toBe('ok')
  expect(checkSize('slof', 300e6, 512e6).state).toBe('bad')
  expect(checkSize('slof', 44e6, undefined).state).toBe('unknown')
})

test('an initrd needs an /init, and modules of the kernel', async () => {
  const file = (path: string) => ({path, kind: 'file' as const, mode: 0o755, data: Buffer.from('x')})
  expect(states(await checkInitrd(writeCpio([file('bin/sh')]), 'i', '6.1'))).toEqual({initrd: 'bad'})
  expect(states(await checkInitrd(writeCpio([file('init'), file('lib/modules/6.1/a.ko')]), 'i', '6.1'))).toEqual({
    initrd: 'ok',
    modules: 'ok',
  })
  expect(states(await checkInitrd(writeCpio([file('init'), file('lib/modules/6.0/a.ko')]), 'i', '6.1'))).toEqual({
    initrd: 'ok',
    modules: 'bad',
  })
  expect(states(await checkInitrd(Buffer.alloc(0), 'i', '6.1'))).toEqual({initrd: 'bad'})
  expect(states(await checkInitrd(Buffer.from('no archive at all'), 'i', '6.1'))).toEqual({initrd: 'unknown'})
})

test('the release of a kernel is read from its banner or its x86 header', () => {
  const banner = Buffer.concat([kernel('little'), Buffer.from('Linux version 6.1.0-50-powerpc64le (x) \0')])
  expect(kernelRelease(banner)).toBe('6.1.0-50-powerpc64le')
  const bz = Buffer.alloc(0x400)
  bz.write('HdrS', 0x202, 'latin1')
  bz.writeUInt16LE(0x100, 0x20e)
  bz.write('6.1.0-56-cloud-amd64 (debian) \0', 0x300, 'latin1')
  expect(kernelRelease(bz)).toBe('6.1.0-56-cloud-amd64')
  expect(kernelRelease(Buffer.alloc(0x400))).toBeUndefined()
})

test('a one-file image passes the checks of its parts', () => {
  const image = oneFileImage(kernel('big'), Buffer.from('initrd'))
  expect(states(checkExecutable({firmware: 'slof'}, 'ppc64', {name: 'k', bytes: image}))).toEqual({
    'byte order': 'ok',
    'load address': 'ok',
  })
})
