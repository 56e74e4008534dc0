import {expect, test} from 'vitest'
import {parseTftpUrl} from './check-target.ts'

test.each([
  ['tftp://10.0.0.1/pxe/kernel', {address: '10.0.0.1', port: 69, file: 'pxe/kernel'}],
  ['TFTP://boot.example.com:6969/a%20b;mode=octet', {address: 'boot.example.com', port: 6969, file: 'a b'}],
  ['tftp://[fd00::1]//absolute', {address: 'fd00::1', port: 69, file: '/absolute'}],
])('%s', (text, url) => expect(parseTftpUrl(text)).toEqual(url))

test.each([
  'kernel',
  'tftp://',
  'tftp://host',
  'tftp://host/file;mode=netascii',
  'tftp://host/%zz',
  'tftp://host:0/file',
  'tftp://host:70000/file',
])('%s is refused', (text) => expect(() => parseTftpUrl(text)).toThrow('is not a TFTP URL'))
