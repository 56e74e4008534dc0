import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {formatHostPort, formatListenAddress, parseListenAddress, requireAddress, requireIpv4, urlHost} from './index.ts'

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

test.each(['10.0.0.1', '::1', 'fe80::1%eth0', 'boot', 'boot-1.example.com', 'my_nas.lan.'])('%s is an address', (text) => {
  expect(requireAddress(text)).toBe(text)
})

test.each(['', 'a b', '10.0.0.999', '10.0.0.1:69', '[::1]', 'http://x', '-x', 'x..y', 'x/y', '1'])('%j is no address', (text) => {
  expect(() => requireAddress(text)).toThrow(expect.objectContaining({code: 'NET_ADDRESS_INVALID', exit: 64}))
})

test.each(['::1', 'boot', '10.0.0.1/24', '10.0.0.1:69'])('%s is no IPv4 address', (text) => {
  expect(() => requireIpv4(text)).toThrow(`"${text}" is not an IPv4 address.`)
})
