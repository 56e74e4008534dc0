import {describe, expect, test} from 'vitest'
import {bodyText} from '../src/http/answer.ts'
import {makePlan} from '../src/select/make-plan.ts'
import {exponential} from '../src/select/exponential.ts'
import {seededRandom} from '../src/select/random.ts'
import {Shuffler} from '../src/select/shuffle.ts'
import {sortByKey} from '../src/select/sort-by-key.ts'
import {mountMask} from '../src/snapshot/layout.ts'
import {syntheticCache} from './support/synthetic-cache.ts'
import {network, os, publicHosts} from './support/network.ts'
import {running, snapshotOf} from './support/running-service.ts'

/** Chi-square of observed against expected counts. */
const chiSquare = (observed: readonly number[], expected: readonly number[]) =>
  observed.reduce((sum, count, at) => sum + (count - (expected[at] ?? 0)) ** 2 / (expected[at] ?? 1), 0)

describe('10,000 clients', () => {
  const draws = 10_000

  test('who comes first follows bandwidth, and who comes second follows it among the rest', () => {
    const weights = [100, 100, 1000, 1000, 2000, 5000, 10_000]
    const hosts = publicHosts({SE: weights.length}).map((host, at) => ({...host, bandwidth: weights[at] ?? 0}))
    const snapshot = snapshotOf(network({hosts}))
    const plan = makePlan(snapshot, wanted(snapshot.countryByName.get('SE') ?? 0), {minimum: 1, order: 'stop'})
    const shuffler = new Shuffler(seededRandom(1))
    const first = weights.map(() => 0)
    const second = weights.map(() => 0)
    for (let draw = 0; draw < draws; draw++) {
      const order = shuffler.order(snapshot, plan)
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

  test('tiers are the same sets for all, in the same sequence, and nobody is twice in a list', () => {
    const snapshot = snapshotOf(syntheticCache({hosts: 120, urls: 200, directories: 4}))
    const random = seededRandom(3)
    const shuffler = new Shuffler(random)
    const ids = [...snapshot.countryByName.values()]
    for (let draw = 0; draw < draws; draw++) {
      const country = ids[random.bits() % ids.length] ?? 0
      const plan = makePlan(snapshot, {...wanted(country), shape: draw % 4}, {minimum: 5, order: 'stop'})
      const order = shuffler.order(snapshot, plan).subarray(0, plan.count)
      let at = 0
      for (const {mounts} of plan.tiers) {
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
})

test('the table of the exponential distribution agrees with the logarithm', () => {
  const random = seededRandom(9)
  const draws = 200_000
  const below = [0.1, 0.5, 1, 2, 5].map((limit) => ({limit, count: 0}))
  let sum = 0
  for (let draw = 0; draw < draws; draw++) {
    const value = exponential(random)
    sum += value
    for (const entry of below) if (value < entry.limit) entry.count++
  }
  expect(sum / draws).toBeCloseTo(1, 1)
  for (const {limit, count} of below) expect(count / draws).toBeCloseTo(1 - Math.exp(-limit), 2)
})

test('the sort agrees with the usual one', () => {
  const random = seededRandom(4)
  for (let length = 0; length < 400; length += 7) {
    // Few distinct keys, so that equal ones are common.
    const keys = Float64Array.from({length}, () => random.bits() % 50)
    const items = Uint32Array.from({length}, (_, at) => at)
    const pairs = Array.from(keys, (key, at) => `${key} ${at}`)
    sortByKey(keys, items, 0, length - 1)
    expect(keys).toEqual(keys.slice().sort())
    expect(Array.from(items, (item, at) => `${keys[at]} ${item}`).sort()).toEqual(pairs.sort())
  }
})

test('the same seed gives the same order, another one another', () => {
  const snapshot = snapshotOf(network({hosts: publicHosts({SE: 40})}))
  const plan = makePlan(snapshot, wanted(0), {minimum: 5, order: 'stop'})
  const order = (seed: number) => Array.from(new Shuffler(seededRandom(seed)).order(snapshot, plan).subarray(0, 40)).join()
  expect(order(5)).toBe(order(5))
  expect(order(5)).not.toBe(order(6))
  expect(snapshot.directoryByName.get(os)).toBe(0)
})

function wanted(country: number) {
  return {shape: 0, country, countries: [], protocols: 3, families: 0, excludedCountries: [], strict: false, netblocks: [], asn: -1}
}
