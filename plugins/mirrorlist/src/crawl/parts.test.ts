import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {repomd} from '../../test/crawl/repository.ts'
import {readRepomd} from '../data/repomd.ts'
import {parseRobots} from './web/robots.ts'
import {parseListing} from './web/rsync-list.ts'
import {advance} from './findings/listing-state.ts'

describe('robots.txt', () => {
  test('only the group for ops-mirrorlist counts, with the longest rule first', () => {
    const robots = parseRobots(`# mirrors
User-agent: *
Disallow: /

user-agent: Googlebot
User-Agent: OPS-Mirrorlist   # us
Disallow: /private
Allow: /private/repo*/x$
Crawl-delay: 2.5
`)
    expect(robots.delayMs).toBe(2500)
    expect(['/', '/pub', '/private/a', '/private/repo1/x', '/private/repo1/xy'].map((path) => robots.allows(path))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ])
  })

  test('any text is parsed quickly', () => {
    fc.assert(
      fc.property(
        fc.string({unit: 'binary'}),
        (text) => parseRobots(`User-agent: ops-mirrorlist\nDisallow: ${text}`).allows('/a') !== undefined,
      ),
    )
    const hard = parseRobots(`User-agent: ops-mirrorlist\nDisallow: /${'*a'.repeat(20_000)}b$`)
    expect(hard.allows(`/${'a'.repeat(40_000)}`)).toBe(true)
    expect(parseRobots(`User-agent: ops-mirrorlist\nDisallow: /${' '.repeat(500_000)}x`).allows('/')).toBe(true)
  })
})

test('a truncated repomd.xml is refused', () => {
  const whole = repomd(1_700_000_000)
  expect(readRepomd(whole)).toMatchObject({size: whole.length, timestamp: 1_700_000_000})
  for (let end = 0; end < whole.length - 1; end++) expect(readRepomd(whole.subarray(0, end))).toBeUndefined()
})

test("rsync's listing", () => {
  expect(parseListing('-rw-r--r--          3,047 2026/11/20 10:30:05 repomd.xml\n')).toEqual({
    size: 3047,
    timestamp: Date.UTC(2026, 10, 20, 10, 30, 5) / 1000,
  })
  expect(parseListing('drwxr-xr-x          4,096 2026/11/20 10:30:05 .\n')).toBeUndefined()
})

test('silence alone never includes a mirror, and right content always does', () => {
  const states = fc.constantFrom('current', 'behind', 'stale', 'corrupt', 'missing', 'unreachable', 'unknown') as fc.Arbitrary<'current'>
  fc.assert(
    fc.property(fc.array(states), fc.integer({min: 1, max: 5}), (story, limit) => {
      const end = story.reduce<ReturnType<typeof advance> | undefined>((before, state) => advance(before, state, limit), undefined)
      expect(advance(end, 'current', limit)).toEqual({failures: 0, excluded: false})
      expect(advance({failures: 0, excluded: true}, 'unreachable' as 'current', limit).excluded).toBe(true)
    }),
  )
})
