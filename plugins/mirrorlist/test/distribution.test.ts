import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {bodyText} from '../src/http/answer.ts'
import {WeightedSampler, weighMounts} from '../src/select/weighted-sample.ts'
import {makePlan} from '../src/select/make-plan.ts'
import {seededRandom} from '../src/random/seeded-random.ts'
import {Shuffler} from '../src/select/shuffle.ts'
import {mountMask} from '../src/snapshot/layout.ts'
import {syntheticCache} from './support/synthetic-cache.ts'
import {network, os, publicHosts} from './support/network.ts'
import {running, snapshotOf} from './support/running-service.ts'

/** Chi-square of observed against expected counts. */
const chiSquare = (observed: readonly number[], expected: readonly number[]) =>
  observed.reduce((sum, count, at) => sum + (count - (expected[at] ?? 0)) ** 2 / (expected[at] ?? 1), 0)

describe('10,000 clients', () => {
  const draws = 10_000

  test('first places follow bandwidth, and second places follow it among the rest', () => {
    const weights = [100, 100, 1000, 1000, 2000, 5000, 10_000]
    const hosts = publicHosts({SE: weights.length}).map((host, at) => ({...host, bandwidth: weights[at] ?? 0}))
    const snapshot = snapshotOf(network({hosts}))
    const plan = makePlan(snapshot, criteria(snapshot.countryByName.get('SE') ?? 0), {minimum: 1, order: 'stop'})
    const shuffler = new Shuffler(seededRandom(1))
    const first = weights.map(() => 0)
    const second = weights.map(() => 0)
    for (let draw = 0; draw < draws; draw++) {
      const order = shuffler.order(plan)
      const [a = 0, b = 0] = order
      first[snapshot.mountHost[a & mountMask] ?? 0] = (first[snapshot.mountHost[a & mountMask] ?? 0] ?? 0) + 1
      second[snapshot.mountHost[b & mountMask] ?? 0] = (second[snapshot.mountHost[b & mountMask] ?? 0] ?? 0) + 1
    }
    const sum = weights.reduce((total, weight) => total + weight, 0)
    const share = weights.map((weight) => weight / sum)
    const secondShare = share.map((mine, at) =>
      share.reduce((total, other, from) => (from === at ? total : total + (other * mine) / (1 - other)), 0),
    )
    // 6 degrees of freedom: 22.5 is exceeded by chance once in a thousand.
    expect(
      chiSquare(
        first,
        share.map((part) => part * draws),
      ),
    ).toBeLessThan(22.5)
    expect(
      chiSquare(
        second,
        secondShare.map((part) => part * draws),
      ),
    ).toBeLessThan(22.5)
  })

  test('tiers are the same sets for all, in the same sequence, and no host is twice in a list', () => {
    const snapshot = snapshotOf(syntheticCache({hosts: 120, urls: 200, directories: 4}))
    const random = seededRandom(3)
    const shuffler = new Shuffler(random)
    const ids = [...snapshot.countryByName.values()]
    for (let draw = 0; draw < draws; draw++) {
      const country = ids[random.bits() % ids.length] ?? 0
      const plan = makePlan(snapshot, {...criteria(country), shape: draw % 4}, {minimum: 5, order: 'stop'})
      const order = shuffler.order(plan).subarray(0, plan.count)
      let at = 0
      for (const {
        candidates: {mounts},
      } of plan.tiers) {
        expect(order.slice(at, at + mounts.length).sort()).toEqual(mounts.slice().sort())
        at += mounts.length
      }
      expect(new Set(Array.from(order, (entry) => snapshot.mountHost[entry & mountMask])).size).toBe(plan.count)
    }
  })

  test('through HTTP, with orders shared among clients, first places still follow bandwidth', async () => {
    const weights = [1000, 1000, 2000, 4000]
    const hosts = publicHosts({SE: weights.length}).map((host, at) => ({...host, bandwidth: weights[at] ?? 0}))
    await using server = await running(network({hosts}), {orderReuse: 8})
    const counts = new Map<string, number>()
    // Asked in process: ten thousand connections say nothing more.
    for (let draw = 0; draw < draws; draw++) {
      const answer = server.service.answer('/mirrorlist?repo=fedora-42&arch=x86_64', {peer: '127.0.0.1', rawHeaders: []})
      const name = /\/\/(m\d)/.exec(answer === undefined ? '' : bodyText(answer))?.[1] ?? ''
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    const observed = weights.map((_, at) => counts.get(`m${at + 1}`) ?? 0)
    // Eight clients share an order, so there are an eighth as many independent draws (3 degrees of freedom: 16.3).
    expect(
      chiSquare(
        observed,
        weights.map((weight) => (weight / 8000) * draws),
      ) / 8,
    ).toBeLessThan(16.3)
    expect(new Set(counts.values()).size).toBeGreaterThan(1)
  })

  test('a reused metalink has the time at which it is sent', async () => {
    let now = Date.UTC(2026, 10, 21, 12)
    await using server = await running(network({hosts: publicHosts({SE: 30})}), {orderReuse: 8, now: () => now})
    const asked = async () => (await server.get('/metalink?repo=fedora-42&arch=x86_64')).text
    const first = await asked()
    now += 3000
    const again = await asked()
    expect(first).toContain('pubdate="Sat, 21 Nov 2026 12:00:00 GMT"')
    expect(again).toBe(first.replace('12:00:00', '12:00:03'))
  })
})

test('any weights: each mount is drawn once, and the candidates are unchanged', () => {
  const sampler = new WeightedSampler()
  const random = seededRandom(4)
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(1, 100, 1000), fc.integer({min: 1, max: 100_000})), {maxLength: 90}), (weights) => {
      const candidates = weighMounts([...weights.keys()], (mount) => weights[mount] ?? 1)
      const before = structuredClone(candidates)
      const drawn = new Uint32Array(weights.length + 3)
      sampler.sample(candidates, random, drawn, 3)
      expect([...drawn.subarray(3)].sort((a, b) => a - b)).toEqual([...weights.keys()])
      expect(candidates).toEqual(before)
    }),
  )
})

test('weights that all differ are followed too', () => {
  const weights = Array.from({length: 33}, (_, at) => at + 1)
  const candidates = weighMounts([...weights.keys()], (mount) => weights[mount] ?? 1)
  const sampler = new WeightedSampler()
  const random = seededRandom(8)
  const drawn = new Uint32Array(weights.length)
  const first = weights.map(() => 0)
  for (let draw = 0; draw < 100_000; draw++) {
    sampler.sample(candidates, random, drawn, 0)
    first[drawn[0] ?? 0] = (first[drawn[0] ?? 0] ?? 0) + 1
  }
  // 32 degrees of freedom: 62.5 is exceeded by chance once in a thousand.
  expect(
    chiSquare(
      first,
      weights.map((weight) => (weight / 561) * 100_000),
    ),
  ).toBeLessThan(62.5)
})

test('the same seed gives the same order, another seed another one', () => {
  const snapshot = snapshotOf(network({hosts: publicHosts({SE: 40})}))
  const plan = makePlan(snapshot, criteria(0), {minimum: 5, order: 'stop'})
  const order = (seed: number) => Array.from(new Shuffler(seededRandom(seed)).order(plan).subarray(0, 40)).join()
  expect(order(5)).toBe(order(5))
  expect(order(5)).not.toBe(order(6))
  expect(snapshot.directoryByName.get(os)).toBe(0)
})

function criteria(country: number) {
  return {shape: 0, country, countries: [], protocols: 3, families: 0, excludedCountries: [], strict: false, netblocks: [], asn: -1}
}
