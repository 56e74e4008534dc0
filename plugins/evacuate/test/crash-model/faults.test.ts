import fc from 'fast-check'
import {expect, test} from 'vitest'
import {goForward} from '../../src/move/forward.ts'
import {evaluate, follow} from './follow.ts'
import {type Kill, Killed, session, World} from './world.ts'

const never = new AbortController().signal

/** More effects than a move has. */
const effects = 45
const whens = ['before', 'after'] as const
const faults = ['none', 'crash', 'reinstall', 'forget'] as const
type Fault = (typeof faults)[number]

interface Case {
  kill: Kill
  inMemory: boolean
  source: Fault
  destination: Fault
}

async function faulted({kill, inMemory, source, destination}: Case): Promise<World> {
  const world = new World({inMemory})
  world.arm(kill)
  await goForward(session(world, 1), never, never).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error
  })
  world.arm(undefined)
  if (source !== 'none') world[source]('node1')
  if (destination !== 'none') world[destination]('node2')
  return world
}

/** Follows the status to the end, and checks that end against what the faults have left. */
async function finishes(one: Case, kills: readonly (Kill | undefined)[] = []): Promise<void> {
  const world = await faulted(one)
  const wasRecoverable = world.isRecoverable()
  const forgotten = one.source === 'forget' || one.destination === 'forget'
  const {state} = await evaluate(world)
  const {advices, end} = await follow(world, kills)
  expect(world.mostRunning).toBe(1)
  // An older state is taken only where the status has asked for a loss, or where its command was killed after it was accepted.
  if (kills.length === 0 && world.rolledBack > 0)
    expect(advices.some((advice) => typeof advice === 'object' && 'loss' in advice)).toBe(true)
  const closed = end.state === 'CLOSED'
  if (wasRecoverable && !forgotten && !closed) expect([state, end.state, world.running()]).toEqual([state, end.state, 1])
  // Only where records are gone a move is closed without an end.
  if (closed) expect([one.source, one.destination].some((fault) => fault === 'reinstall' || fault === 'forget')).toBe(true)
  if (closed && !forgotten) expect(wasRecoverable).toBe(false)
  if (end.state === 'VERIFIED' && !forgotten) expect(world.source).toBe('absent')
}

test('whatever happens to both hosts at any moment: the status leads to an end within three commands', async () => {
  for (let at = 1; at <= effects; at++)
    for (const when of whens)
      for (const inMemory of [false, true])
        for (const source of faults)
          for (const destination of faults) {
            const one: Case = {kill: {at, when}, inMemory, source, destination}
            await finishes(one).catch((error: unknown) => {
              throw new Error(`${JSON.stringify(one)}: ${String(error)}`, {cause: error})
            })
          }
})

const kill = fc.record({at: fc.integer({min: 1, max: effects}), when: fc.constantFrom(...whens)})
const fault = fc.constantFrom(...faults)
const anyCase = fc.record({kill, inMemory: fc.boolean(), source: fault, destination: fault})

test('and the commands that finish the move are killed too', async () => {
  await fc.assert(fc.asyncProperty(anyCase, fc.array(kill, {minLength: 1, maxLength: 3}), finishes), {numRuns: 2000})
})
