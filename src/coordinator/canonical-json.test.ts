import fc from 'fast-check'
import {expect, test} from 'vitest'
import {canonicalJson} from './chain.ts'

const shuffle = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffle)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, shuffle(member)] as const)
      .reverse(),
  )
}

test('says the same value, whatever the order of its keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      expect(text).toBe(canonicalJson(shuffle(value)))
      expect(canonicalJson(JSON.parse(text))).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('equal texts mean equal values', () => {
  const small = fc.jsonValue({maxDepth: 1})
  fc.assert(
    fc.property(small, small, (a, b) => {
      if (canonicalJson(a) === canonicalJson(b)) expect(JSON.parse(JSON.stringify(a))).toEqual(JSON.parse(JSON.stringify(b)))
    }),
  )
})

test('keeps a member that is called __proto__', () => {
  expect(canonicalJson(JSON.parse('{"b":1,"__proto__":2,"a":3}'))).toBe('{"__proto__":2,"a":3,"b":1}')
})
