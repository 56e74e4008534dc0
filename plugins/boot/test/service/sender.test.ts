import fc from 'fast-check'
import {expect, test} from 'vitest'
import {Sender} from '../../src/tftp/sender.ts'
import {simulate} from './simulator.ts'

const clean = {loss: 0, duplicate: 0, reorder: 0}

test.each([
  ['empty file', 0, 512, 1],
  ['less than a block', 100, 512, 1],
  ['exactly one block', 512, 512, 1],
  ['a multiple of the window', 512 * 16, 512, 8],
  ['over 65535 blocks: the count rolls over to 0', 8 * 70_000 + 3, 8, 1],
  ['over 65535 blocks in windows', 8 * 140_000, 8, 32],
])('%s arrives on a clean network without one retransmission', (_name, size, blksize, windowsize) => {
  const run = simulate({seed: 1, size, blksize, windowsize, oack: true, faults: clean})
  expect(run).toMatchObject({outcome: {kind: 'done'}, complete: true, retransmits: 0})
})

test('loss, duplication and reordering never give a client wrong bytes', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.record({
        size: fc.integer({min: 0, max: 60_000}),
        blksize: fc.constantFrom(8, 512, 1428),
        windowsize: fc.constantFrom(1, 2, 4, 8, 32),
        oack: fc.boolean(),
        loss: fc.double({min: 0, max: 0.2, noNaN: true}),
        duplicate: fc.double({min: 0, max: 0.2, noNaN: true}),
        reorder: fc.double({min: 0, max: 0.2, noNaN: true}),
      }),
      (seed, {loss, duplicate, reorder, ...plan}) => {
        const windowsize = plan.oack ? plan.windowsize : 1
        const run = simulate({seed, ...plan, windowsize, faults: {loss, duplicate, reorder}})
        expect(run.wrong).toBe(false)
        if (run.outcome?.kind === 'done') expect(run.complete).toBe(true)
      },
    ),
    {numRuns: 300},
  )
})

test('up to 5 % of each fault every transfer completes', () => {
  for (const windowsize of [1, 4, 8, 32]) {
    for (let seed = 0; seed < 25; seed++) {
      const run = simulate({
        seed,
        size: 300_000,
        blksize: 512,
        windowsize,
        oack: true,
        faults: {loss: 0.05, duplicate: 0.05, reorder: 0.05},
      })
      expect({windowsize, seed, outcome: run.outcome, complete: run.complete}).toEqual({
        windowsize,
        seed,
        outcome: {kind: 'done'},
        complete: true,
      })
    }
  }
})

test("every ACK doubled costs nothing: no Sorcerer's Apprentice", () => {
  for (const windowsize of [1, 8]) {
    const run = simulate({seed: 3, size: 200_000, blksize: 512, windowsize, oack: true, faults: {...clean, duplicate: 1}})
    expect(run).toMatchObject({outcome: {kind: 'done'}, complete: true, retransmits: 0})
  }
})

test('a client that never answers gets the opening packet five times and no more', () => {
  const run = simulate({seed: 1, size: 100_000, blksize: 512, windowsize: 8, oack: true, faults: {...clean, loss: 1}})
  expect(run).toMatchObject({outcome: {kind: 'silent', block: 0}, packetsSent: 5})
})

test('a client that falls silent is given up, with the block that it did not acknowledge', () => {
  const run = simulate({seed: 1, size: 100_000, blksize: 512, windowsize: 1, oack: true, faults: clean, diesAfterBlock: 20})
  expect(run.outcome).toEqual({kind: 'silent', block: 21})
  // 50 ms doubling to 4 s over 30 s of silence.
  expect(run.retransmits).toBeLessThan(20)
})

test('a request repeated a hundred times before any answer draws five packets in all', () => {
  let packets = 0
  const out = {oack: () => void packets++, data: () => true, end() {}}
  const terms = {size: 100, blksize: 512, windowsize: 1, oack: true, sizeAsked: false, floorMs: 50, firstRetries: 4, giveUpMs: 30_000}
  const sender = new Sender(terms, out)
  sender.start(0)
  for (let now = 1; now <= 100; now++) sender.again(now)
  for (let now = 1000; now < 40_000; now += 1000) sender.tick(now)
  expect(packets).toBe(5)
  expect(sender.outcome).toEqual({kind: 'silent', block: 0})
})

/** A lockstep sender of 3 blocks, with its sent packets. */
function lockstep() {
  const sent: number[] = []
  const out = {oack() {}, data: (block: number) => sent.push(block) > 0, end() {}}
  const terms = {size: 1100, blksize: 512, windowsize: 1, oack: false, sizeAsked: false, floorMs: 50, firstRetries: 4, giveUpMs: 30_000}
  const sender = new Sender(terms, out)
  sender.start(0)
  return {sender, sent}
}

test('a client that repeats one ACK for ever is given up after five minutes', () => {
  const {sender, sent} = lockstep()
  sender.ack(1, 10)
  let now = 10
  while (sender.outcome === undefined && now < 1_000_000) {
    now += 500
    sender.ack(1, now)
    sender.tick(now)
  }
  expect(sender.outcome).toEqual({kind: 'silent', block: 2})
  expect(now).toBeGreaterThanOrEqual(300_010)
  expect(now).toBeLessThan(305_000)
  expect(sent.length).toBeLessThan(100)
})

test('after all blocks were sent, only the client knows whether it has them', () => {
  const {sender} = lockstep()
  for (const [block, allSent] of [
    [1, false],
    [2, true],
  ] as const) {
    sender.ack(block, block)
    expect(sender.allSent).toBe(allSent)
  }
  expect(sender.outcome).toBeUndefined()
})
