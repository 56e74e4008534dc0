import {expect, test} from 'vitest'
import {newAddress, parseAddress} from '../net/address.ts'
import {longestMatch} from '../net/prefix-trie.ts'
import {foreign, readNetblocks} from './netblocks-file.ts'

const wanted = new Map([
  [64_500, 0],
  [64_501, 1],
])
const found = (text: string, address: string) => {
  const bytes = newAddress()
  parseAddress(address, bytes)
  return longestMatch(readNetblocks(text, 'netblocks', wanted).trie, bytes)
}

test('the longest prefix decides, also when it is of a system without mirrors, in any order of lines', () => {
  const text =
    '198.51.100.128/25 64999\n# routes\n\n198.51.100.0/24 AS64500\r\n2001:db8::/32\t64501\n0.0.0.0/0 64500\n203.0.113.0/24 64999\n'
  expect(['198.51.100.1', '198.51.100.200', '2001:db8::1', '192.0.2.1', '203.0.113.1'].map((address) => found(text, address))).toEqual([
    0,
    foreign,
    1,
    -1,
    -1,
  ])
})

test('an invalid line is counted; a file of invalid lines is refused', () => {
  expect(readNetblocks('192.0.2.0/33 64500\nx 64999\n192.0.2.0/24 one\n192.0.2.0/24 64500\n', 'netblocks', wanted).ignored).toBe(3)
  expect(() => readNetblocks('<html>\n'.repeat(20), 'netblocks', wanted)).toThrow('netblocks:1: expected "PREFIX ASN", found "<html>".')
  expect(() => readNetblocks(`192.0.2.0/24 64500\n${'host 12\n'.repeat(20)}`, 'netblocks', wanted)).toThrow(
    'netblocks:2: expected "PREFIX ASN", found "host 12"',
  )
})
