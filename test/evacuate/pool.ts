import {afterAll, beforeAll} from 'vitest'
import type {LabTest} from '../lab/require.ts'
import {Rig} from './rig.ts'

/** Milliseconds for a test, the time in which it waits for a free lab included. */
const timeoutMs = 600_000

export type RigTest = (name: string, action: (rig: Rig) => Promise<void>) => void

/**
 * Tests that run side by side, each alone with a lab that has the counter on node1: a test waits for links, criu and ticks
 * most of its time. For `describe.concurrent`.
 */
export function rigTests(test: LabTest, lanes: number): RigTest {
  const free: Rig[] = []
  const waiting: ((rig: Rig) => void)[] = []
  beforeAll(async () => {
    free.push(...(await Promise.all(Array.from({length: lanes}, () => Rig.up()))))
  })
  afterAll(() => Promise.all(free.map((rig) => rig[Symbol.asyncDispose]())))
  const take = () => free.pop() ?? new Promise<Rig>((resolve) => waiting.push(resolve))
  const give = (rig: Rig) => {
    const next = waiting.shift()
    if (next === undefined) free.push(rig)
    else next(rig)
  }
  return (name, action) =>
    test(
      name,
      async () => {
        const rig = await take()
        try {
          await rig.home()
          await action(rig)
        } finally {
          give(rig)
        }
      },
      timeoutMs,
    )
}
