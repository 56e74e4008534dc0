import {expect, test} from 'vitest'
import {personalityOf} from './personality.ts'

const request = (shape: string, file = 'x') => ({
  kind: 'rrq' as const,
  file,
  mode: 'octet',
  options: shape
    .split(' ')
    .filter(Boolean)
    .map((pair) => ({name: pair.split('=')[0] ?? '', value: pair.split('=')[1] ?? ''})),
})

test.each([
  ['blksize=1428', 2001, 'slof'],
  ['blksize=1428', 40000, 'pxe'],
  ['blksize=1432 tsize=0', 40000, 'ipxe'],
  ['timeout=5 tsize=0 blksize=1468', 40000, 'u-boot'],
  ['tsize=0 blksize=1468 windowsize=4', 40000, 'edk2'],
  ['tsize=0', 40000, 'edk2'],
  ['', 40000, 'pxe'],
])('%s from port %i looks like %s', (shape, port, name) => expect(personalityOf(request(shape), port).name).toBe(name))

test('a Pi is known by its file names', () => expect(personalityOf(request('', '1234abcd/start4.elf'), 1).name).toBe('raspberry-pi'))

test('the inventory takes precedence', () => expect(personalityOf(request('blksize=1428'), 2001, 'pxcab').name).toBe('pxcab'))
