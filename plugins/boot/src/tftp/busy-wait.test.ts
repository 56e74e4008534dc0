import {expect, test} from 'vitest'
import {BusyWait} from './busy-wait.ts'

/** A clock that advances by 10 µs per read, and a client that answers while `answers` is true. */
function scene() {
  let now = 0
  const awake = new BusyWait(() => (now += 0.01))
  const client = (answers: () => boolean) => {
    const seen = {asked: 0}
    const take = () => {
      seen.asked++
      return answers()
    }
    return {seen, take}
  }
  return {awake, client, time: () => now, pass: (ms: number) => (now += ms)}
}

test('waits for a transfer that answers repeatedly, at most until the pause for other work', () => {
  const {awake, client, time, pass} = scene()
  const quick = client(() => true)
  for (let at = 0; at < 3; at++) awake.answered(quick.take)
  expect(quick.seen.asked).toBe(0)
  awake.answered(quick.take)
  expect(quick.seen.asked).toBeGreaterThan(100)
  expect(time()).toBeLessThan(2.1)
  const before = quick.seen.asked
  awake.answered(quick.take)
  expect(quick.seen.asked).toBe(before)
  pass(0.5)
  awake.answered(quick.take)
  expect(quick.seen.asked).toBeGreaterThan(before + 100)
})

test('never waits during concurrent transfers', () => {
  const {awake, client} = scene()
  const [one, other] = [client(() => true), client(() => true)]
  for (let at = 0; at < 100; at++) awake.answered(at % 2 === 0 ? one.take : other.take)
  expect(one.seen.asked + other.seen.asked).toBe(0)
})

test('stops waiting for a slow client for a while', () => {
  const {awake, client, time} = scene()
  const slow = client(() => false)
  for (let at = 0; at < 1000; at++) awake.answered(slow.take)
  // Four waits of 50 µs in every 36 answers.
  expect(slow.seen.asked).toBeGreaterThan(200)
  expect(time()).toBeLessThan((1000 / 36 + 1) * 4 * 0.08)
})
