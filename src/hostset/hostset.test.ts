import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {expandHosts, foldHosts, type HostScope, selectsHosts} from './index.ts'

const scope = {
  hosts: ['pxcab', 'nas1', 'node1', 'node2', 'node10'],
  group: (name: string, source?: string) =>
    source === 'tag'
      ? ({cell: 'pxcab'} as Record<string, string>)[name]
      : ({rack1: 'pxcab,node[1-2]', all: '@rack1,nas1', loop: '@loop2', loop2: '@loop'} as Record<string, string>)[name],
}

describe('expandHosts', () => {
  test.each([
    ['node1', 'node1'],
    ['node[1-3,7]', 'node1 node2 node3 node7'],
    ['node[0-6/2]', 'node0 node2 node4 node6'],
    ['n[08-11]', 'n08 n09 n10 n11'],
    ['r[1-2]n[1-2]', 'r1n1 r1n2 r2n1 r2n2'],
    ['rack[a,b]-[1-2].example.com', 'racka-1.example.com racka-2.example.com rackb-1.example.com rackb-2.example.com'],
    ['node[1-4]!node[2-3]', 'node1 node4'],
    ['node[1-4]&node[3-9]', 'node3 node4'],
    ['node[1-3]^node[2-4]', 'node1 node4'],
    ['a,b!a,a', 'b a'],
    ['a b', 'a b'],
    ['@rack1', 'pxcab node1 node2'],
    ['@all!@rack1', 'nas1'],
    ['@tag:cell', 'pxcab'],
    ['@*!node*', 'pxcab nas1'],
    ['node?', 'node1 node2'],
    ['', ''],
  ])('%s', (set, names) => {
    expect(expandHosts(set, scope).join(' ')).toBe(names)
  })

  test.each([
    ['n[1-3', 'HOSTSET_SYNTAX'],
    ['n1]', 'HOSTSET_SYNTAX'],
    ['n[1[2]]', 'HOSTSET_SYNTAX'],
    ['n[3-1]', 'HOSTSET_SYNTAX'],
    ['n[1-9/0]', 'HOSTSET_SYNTAX'],
    ['n[]', 'HOSTSET_SYNTAX'],
    ['!a', 'HOSTSET_SYNTAX'],
    ['a!', 'HOSTSET_SYNTAX'],
    ['a!&b', 'HOSTSET_SYNTAX'],
    ['n[1-99999999999]', 'HOSTSET_TOO_LARGE'],
    ['n[1-9999]x[1-9999]', 'HOSTSET_TOO_LARGE'],
    ['@none', 'HOSTSET_GROUP_UNKNOWN'],
    ['@loop', 'HOSTSET_GROUP_LOOP'],
  ])('%s is refused with %s', (set, code) => {
    expect(() => expandHosts(set, scope)).toThrow(expect.objectContaining({code, exit: 64}))
  })

  test('any text either expands or is refused with exit 64', () => {
    fc.assert(
      fc.property(fc.string({unit: fc.constantFrom(...'n19[]-,/!&^@*? '), maxLength: 12}), (text) => {
        try {
          expandHosts(text, scope)
        } catch (error) {
          expect(error).toMatchObject({exit: 64})
        }
      }),
    )
  })
})

describe('foldHosts', () => {
  test.each([
    [['node1', 'node2', 'node3'], 'node[1-3]'],
    [['node1'], 'node1'],
    [['n08', 'n09', 'n010'], 'n[08-09],n010'],
    [['r1n1', 'r1n2', 'r2n1', 'r2n2'], 'r[1-2]n[1-2]'],
    [['r1n1', 'r1n2', 'r2n1'], 'r1n[1-2],r2n1'],
    [['nas', 'node1', 'node2'], 'nas,node[1-2]'],
    [[], ''],
  ])('%j', (names, folded) => {
    expect(foldHosts(names)).toBe(folded)
  })

  const name = fc
    .array(
      fc.oneof(
        fc.constantFrom('n', 'rack', '-', '.x'),
        fc.nat(12).map(String),
        fc.nat(120).map((n) => String(n).padStart(3, '0')),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((parts) => parts.join(''))

  test('expanding what was folded gives the same names', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, {maxLength: 60}), (names) => {
        expect(new Set(expandHosts(foldHosts(names)))).toEqual(new Set(names))
      }),
    )
  })
})

describe('groups of groups', () => {
  const chain = (length: number, link: (next: string) => string): HostScope => ({
    hosts: ['a', 'b'],
    group: (name) => (Number(name) < length ? link(`@${Number(name) + 1}`) : 'a,b'),
  })

  test('each group is resolved once, however often it is named', () => {
    const asked: string[] = []
    const scope = chain(60, (next) => `${next},${next}!a,a`)
    const counting: HostScope = {...scope, group: (name) => (asked.push(name) > 0 ? scope.group(name) : undefined)}
    expect(expandHosts('@0', counting).toSorted()).toEqual(['a', 'b'])
    expect(asked).toHaveLength(61)
  })

  test('a chain that is too long is refused', () => {
    expect(
      expandHosts(
        '@0',
        chain(400, (next) => next),
      ),
    ).toEqual(['a', 'b'])
    expect(() =>
      expandHosts(
        '@0',
        chain(5000, (next) => next),
      ),
    ).toThrow('contains groups more than 500 levels deep')
  })
})

describe('groups against plain sets', () => {
  const hosts = Array.from({length: 3000}, (_, at) => `n${at}`)
  type Term = [operator: ',' | '!' | '&' | '^', group: number | undefined, first: number, last: number]
  const term: fc.Arbitrary<Term> = fc.tuple(
    fc.constantFrom(',' as const, '!' as const, '&' as const, '^' as const),
    fc.option(fc.nat(9), {nil: undefined}),
    fc.nat(3100),
    fc.nat(3100),
  )

  /** What each group has, one after the other, each of the groups before it. */
  function plainSets(groups: readonly Term[][]): Set<string>[] {
    const made: Set<string>[] = []
    for (const terms of groups) {
      made.push(
        terms.reduce((left, [operator, group, first, last], at) => {
          const own = Array.from({length: Math.abs(last - first) + 1}, (_, number) => `n${Math.min(first, last) + number}`)
          const right = group !== undefined && made.length > 0 ? (made[group % made.length] as Set<string>) : new Set(own)
          if (operator === '!' && at > 0) return left.difference(right)
          if (operator === '&' && at > 0) return left.intersection(right)
          return operator === '^' && at > 0 ? left.symmetricDifference(right) : left.union(right)
        }, new Set<string>()),
      )
    }
    return made
  }

  test('groups of groups have the hosts that plain sets have, also after others were made of them', () => {
    fc.assert(
      fc.property(fc.array(fc.array(term, {minLength: 1, maxLength: 5}), {minLength: 1, maxLength: 10}), (groups) => {
        const sets = groups.map((terms, index) =>
          terms
            .map(([operator, group, first, last], at) => {
              const text = group !== undefined && index > 0 ? `@g${group % index}` : `n[${Math.min(first, last)}-${Math.max(first, last)}]`
              return at === 0 ? text : operator + text
            })
            .join(''),
        )
        const scope: HostScope = {hosts, group: (name) => sets[Number(name.slice(1))]}
        const wanted = plainSets(groups)
        const all = sets.map((_, at) => selectsHosts(`@g${at}`, scope))
        expect(all).toEqual(wanted.map((set) => set.size > 0))
        expect(sets.map((_, at) => new Set(expandHosts(`@g${at}`, scope)))).toEqual(wanted)
      }),
      {numRuns: 200},
    )
  })

  test('a group that adds one host to a large group costs about that host', () => {
    const many = Array.from({length: 100_000}, (_, at) => `n${at}`)
    const chain = (length: number): HostScope => ({
      hosts: many,
      group: (name) => (name === '0' ? 'n[0-99000]' : `@${Number(name) - 1},n${99_000 + Number(name)}`),
      groups: () => [String(length)],
    })
    const time = (length: number) => {
      const scope = chain(length)
      const start = performance.now()
      expect(selectsHosts(`@${length}`, scope)).toBe(true)
      return performance.now() - start
    }
    const best = (length: number) => Math.min(...[1, 2, 3].map(() => time(length)))
    // As copies, 400 groups would cost 400 times as much as one.
    expect(best(400)).toBeLessThan(20 * best(1))
  })
})

test('a group of a source may be a list', () => {
  const scope: HostScope = {
    hosts: ['a', 'b', 'c'],
    group: () => undefined,
    members: (name, source) => (source === 'tag' ? [name, 'b'] : undefined),
  }
  expect(expandHosts('@tag:c', scope)).toEqual(['b', 'c'])
  expect(expandHosts('@*!@tag:c', scope)).toEqual(['a'])
  expect(() => expandHosts('@arch:c', scope)).toThrow('No group is called "@arch:c".')
})
