import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {assess} from '../../state/assess.ts'
import {goBack} from '../go-back.ts'
import {goForward} from '../go-forward.ts'
import {look} from '../look.ts'
import {type Kill, Killed, session, World} from './world.ts'

const never = new AbortController().signal
const names = {source: 'node1', destination: 'node2'}

/** Undefined when it was killed. */
async function until<T>(does: Promise<T>): Promise<T | undefined> {
  try {
    return await does
  } catch (error) {
    if (error instanceof Killed) return undefined
    throw error
  }
}

const forward = (world: World, epoch: number) => until(goForward(session(world, epoch), never, never))
const back = (world: World, epoch: number) => until(goBack(session(world, epoch), {}, never))
const where = async (world: World) => assess(await look(session(world, 0), never), names)

const kill = fc.record({at: fc.integer({min: 1, max: 40}), when: fc.constantFrom<Kill['when']>('before', 'after')})
const attempt = fc.record({verb: fc.constantFrom('advised', 'other'), kill: fc.option(kill, {nil: undefined})})

describe('a move whose ops is killed', () => {
  test('without a kill it arrives, and only one runs', async () => {
    const world = new World()
    expect(await forward(world, 1)).not.toHaveProperty('stop')
    expect([world.source, world.copy, world.mostRunning]).toEqual(['absent', 'running', 1])
    expect(await where(world)).toMatchObject({state: 'VERIFIED', advice: 'none'})
  })

  test('at any moments, also while it is settled, ends with exactly one running and never had two', async () => {
    await fc.assert(
      fc.asyncProperty(kill, fc.array(attempt, {maxLength: 4}), async (first, attempts) => {
        const world = new World()
        world.arm(first)
        await forward(world, 1)
        let epoch = 1
        for (const {verb, kill: again} of [...attempts, {verb: 'advised', kill: undefined}, {verb: 'advised', kill: undefined}]) {
          world.arm(undefined)
          const {advice, state} = await where(world)
          if (advice === 'none') break
          const open = ['RESERVED', 'HELD', 'SHIPPED', 'PREPARED'].includes(state)
          world.arm(again)
          const resume = advice === 'resume' || (open && verb === 'other')
          const end = await (resume ? forward(world, ++epoch) : back(world, ++epoch))
          expect(end?.stop).toBeUndefined()
        }
        world.arm(undefined)
        expect(world.mostRunning).toBe(1)
        expect(world.running()).toBe(1)
        const {state, advice} = await where(world)
        expect(advice).toBe('none')
        expect(state).toBe(world.copy === 'running' ? 'VERIFIED' : state === 'PLANNED' ? 'PLANNED' : 'ABORTED')
      }),
      {numRuns: 2000},
    )
  })

  test('once committed it cannot be taken back', async () => {
    await fc.assert(
      fc.asyncProperty(kill, async (first) => {
        const world = new World()
        world.arm(first)
        await forward(world, 1)
        world.arm(undefined)
        const committed = world.records.get('destination')?.marks.commit !== undefined
        const end = await back(world, 2)
        if (committed) expect(end?.stop).toEqual({stop: 'committed'})
        else expect(end?.stop).toBeUndefined()
        expect(world.running()).toBe(committed ? (world.copy === 'running' ? 1 : 0) : 1)
      }),
      {numRuns: 500},
    )
  })

  test('an ops that was taken over cannot act any more', async () => {
    const world = new World()
    world.arm({at: 12, when: 'before'})
    await forward(world, 1)
    world.arm(undefined)
    await back(world, 2)
    await expect(forward(world, 1)).resolves.toMatchObject({stop: {stop: 'aborting'}})
    const late = session(world, 1)
    await expect(
      late.records.mark(
        {transport: late.services.transports.to('node2'), run: 'run1', workload: 'counter', epoch: 1},
        'commit',
        '',
        {},
        never,
      ),
    ).rejects.toThrow('fenced')
  })
})
