import fc from 'fast-check'
import {isIPv4, isIPv6} from 'node:net'
import {describe, expect, test} from 'vitest'
import {isIpv4, newAddress, parseAddress, formatAddress} from './address.ts'
import {addressSet} from './address-set.ts'
import {parsePrefix} from './prefix.ts'
import {allMatches, longestMatch, TrieBuilder} from './prefix-trie.ts'

const read = (text: string) => {
  const address = newAddress()
  return parseAddress(text, address) ? address : undefined
}
const must = (text: string) => {
  const prefix = parsePrefix(text)
  if (prefix === undefined) throw new Error(text)
  return prefix
}

describe('addresses', () => {
  test('are recognised as node:net does', () => {
    const pieces = fc.array(fc.constantFrom('0', '1', 'f', 'ff', 'ffff', '255', '256', ':', '::', '.', '%', 'g', '01'), {maxLength: 20})
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('')
        expect(read(text) !== undefined, text).toBe((isIPv4(text) || isIPv6(text)) && !text.includes('%'))
      }),
      {numRuns: 5000},
    )
  })

  test('are read back as they were written', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const once = read(text)
        if (once === undefined) throw new Error(text)
        expect(read(formatAddress(once))).toEqual(once)
      }),
    )
    expect(formatAddress(read('192.0.2.7') ?? newAddress())).toBe('192.0.2.7')
  })

  test('IPv4-mapped IPv6 is the same client as IPv4', () => {
    expect(read('::ffff:192.0.2.7')).toEqual(read('192.0.2.7'))
    expect(isIpv4(read('::ffff:c000:207') ?? newAddress())).toBe(true)
  })
})

describe('prefixes', () => {
  test.each([
    ['192.0.2.77/24', '192.0.2.0', 120],
    ['192.0.2.0/255.255.255.0', '192.0.2.0', 120],
    ['192.0.2.1', '192.0.2.1', 128],
    ['2001:db8:1:2::3/32', '2001:db8:0:0:0:0:0:0', 32],
    ['0.0.0.0/0', '0.0.0.0', 96],
  ])('%s', (text, address, bits) => {
    expect(formatAddress(must(text).address)).toBe(address)
    expect(must(text).bits).toBe(bits)
  })

  test.each(['', '/', '192.0.2.0/33', '192.0.2.0/255.0.255.0', '2001:db8::/129', '2001:db8::/255.0.0.0', 'host', '1.2.3/8', '1.2.3.4/'])(
    '%s is refused',
    (text) => expect(parsePrefix(text)).toBeUndefined(),
  )
})

describe('the trie', () => {
  // The cases of longest match that every router must get right.
  test.each([
    ['10.10.10.40', 1],
    ['10.10.0.1', 3],
    ['10.11.0.1', 4],
    ['11.0.0.1', -1],
    ['2001:db8::1', 6],
    ['2001:db8:f::1', 5],
    ['2001:db9::1', -1],
  ])('longest match of %s is %i', (address, value) => {
    const builder = new TrieBuilder()
    builder.set(must('10.10.10.40/32'), 1)
    builder.set(must('10.10.0.0/16'), 3)
    builder.set(must('10.0.0.0/8'), 4)
    builder.set(must('2001:db8::/32'), 5)
    builder.set(must('2001:db8::1/128'), 6)
    expect(longestMatch(builder.finish(), read(address) ?? newAddress())).toBe(value)
  })

  test('agrees with a search through the whole list', () => {
    const octet = fc.integer({min: 0, max: 3})
    const prefixes = fc.array(fc.tuple(octet, octet, octet, octet, fc.integer({min: 0, max: 32})), {maxLength: 30})
    fc.assert(
      fc.property(prefixes, octet, octet, octet, octet, (list, a, b, c, d) => {
        const builder = new TrieBuilder()
        const byText = new Map<string, number>()
        list.forEach(([e, f, g, h, length], value) => {
          const prefix = must(`${e}.${f}.${g}.${h}/${length}`)
          builder.set(prefix, value)
          byText.set(`${formatAddress(prefix.address)}/${prefix.bits}`, value)
        })
        const hits: [number, number][] = []
        for (let length = 0; length <= 32; length++) {
          const prefix = must(`${a}.${b}.${c}.${d}/${length}`)
          const value = byText.get(`${formatAddress(prefix.address)}/${prefix.bits}`)
          if (value !== undefined) hits.push([length, value])
        }
        const client = read(`${a}.${b}.${c}.${d}`) ?? newAddress()
        const into = new Int32Array(129)
        const count = allMatches(builder.finish(), client, into)
        expect([...into.subarray(0, count)]).toEqual(hits.map(([, value]) => value))
        expect(longestMatch(builder.finish(), client)).toBe(hits.at(-1)?.[1] ?? -1)
      }),
    )
  })

  test('a set of no networks has no member', () => {
    expect(addressSet([]).has(read('127.0.0.1') ?? newAddress())).toBe(false)
    expect(addressSet(['127.0.0.0/8', '::1']).has(read('127.9.9.9') ?? newAddress())).toBe(true)
    expect(() => addressSet(['localhost'])).toThrow('"localhost" is not an address or a prefix.')
  })
})
