import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {formatHostPort, formatListenAddress, parseListenAddress, urlHost} from './index.ts'

describe('a listen address', () => {
  test.each([
    [':9100', '127.0.0.1', 9100],
    ['127.0.0.1:0', '127.0.0.1', 0],
    ['[::1]:80', '::1', 80],
    ['[fe80::1%eth0]:80', 'fe80::1%eth0', 80],
    ['*:80', '::', 80],
    ['0.0.0.0:80', '0.0.0.0', 80],
    ['boot.example.com:69', 'boot.example.com', 69],
  ])('%s', (text, host, port) => {
    expect(parseListenAddress(text)).toEqual({host, port})
  })

  test.each(['', '80', ':', ':65536', '::1:80', 'a b:80', '[::1]', 'http://x:80', '/run/x.sock'])('%j is refused', (text) => {
    expect(() => parseListenAddress(text)).toThrow(expect.objectContaining({code: 'NET_LISTEN_INVALID', exit: 64}))
  })

  test('a path where unix sockets are served', () => {
    expect(parseListenAddress('/run/x.sock', {unixSocket: true})).toEqual({path: '/run/x.sock'})
    expect(() => parseListenAddress('run/x.sock', {unixSocket: true})).toThrow('path of a unix socket')
  })

  test('is printed as it is read', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()), fc.nat(65_535), (host, port) => {
        expect(parseListenAddress(formatHostPort(host, port))).toEqual({host, port})
        expect(formatListenAddress({host, port})).toBe(formatHostPort(host, port))
      }),
    )
  })
})

test('an IPv6 address is written in brackets', () => {
  expect(urlHost('::1')).toBe('[::1]')
  expect(urlHost('[::1]')).toBe('[::1]')
  expect(urlHost('10.0.0.1')).toBe('10.0.0.1')
})
