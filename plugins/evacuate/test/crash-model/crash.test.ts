import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {goBack} from '../../src/move/backward.ts'
import {evaluateMove} from '../../src/move/evaluate-move.ts'
import {goForward} from '../../src/move/forward.ts'
import {inspectMove} from '../../src/move/inspect.ts'
import type {Overrides} from '../../src/move/session.ts'
import {type Kill, session, unlessKilled, World} from './world.ts'

const never = new AbortController().signal
const names = {run: 'run1', workload: 'counter', source: 'node1', destination: 'node2'}

const forward = (world: World, epoch: number) => unlessKilled(goForward(session(world, epoch), never, never))
const back = (world: World, epoch: number) => unlessKilled(goBack(session(world, epoch), {}, never))
const evaluate = async (world: World) => evaluateMove(await inspectMove(session(world, 0), never), names)

/** Resolves the move as its status advises; where it advises nothing, with the operator's overrides. */
async function resolve(world: World, epoch: number, overrides: Overrides = {}): Promise<number> {
  for (let round = 0; round < 4; round++) {
    const {advice} = evaluateMove(await inspectMove(session(world, 0, overrides), never), names)
    if (advice === 'none') break
    const at = session(world, ++epoch, overrides)
    if (advice === 'resume') expect((await goForward(at, never, never)).stop).toBeUndefined()
    else if (advice === 'abort') expect((await goBack(at, {}, never)).stop).toBeUndefined()
    else if ((await goBack(at, {withLoss: 'nothing else is left'}, never)).stop !== undefined) break
  }
  return epoch
}

const kill = fc.record({at: fc.integer({min: 1, max: 40}), when: fc.constantFrom<Kill['when']>('before', 'after')})
const attempt = fc.record({verb: fc.constantFrom('advised', 'other'), kill: fc.option(kill, {nil: undefined})})

describe('ops is killed during a move', () => {
  test('without a kill the work arrives, and only one copy runs', async () => {
    const world = new World()
    expect(await forward(world, 1)).not.toHaveProperty('stop')
    expect([world.source, world.copy, world.mostRunning]).toEqual(['absent', 'running', 1])
    expect(await evaluate(world)).toMatchObject({state: 'VERIFIED', advice: 'none'})
  })

  test('killed at any moment, also while the move is resolved: exactly one copy runs at the end, and never two', async () => {
    await fc.assert(
      fc.asyncProperty(kill, fc.array(attempt, {maxLength: 4}), async (first, attempts) => {
        const world = new World()
        world.arm(first)
        await forward(world, 1)
        let epoch = 1
        for (const {verb, kill: again} of [...attempts, {verb: 'advised', kill: undefined}, {verb: 'advised', kill: undefined}]) {
          world.arm(undefined)
          const {advice, state} = await evaluate(world)
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
        const {state, advice} = await evaluate(world)
        expect(advice).toBe('none')
        expect(state).toBe(world.copy === 'running' ? 'VERIFIED' : state === 'PLANNED' ? 'PLANNED' : 'ABORTED')
      }),
      {numRuns: 2000},
    )
  })

  test('a committed move can be aborted only if its copy was never started', async () => {
    await fc.assert(
      fc.asyncProperty(kill, async (first) => {
        const world = new World()
        world.arm(first)
        await forward(world, 1)
        world.arm(undefined)
        const started = world.records.get('destination')?.marks.started !== undefined
        const end = await back(world, 2)
        if (started) expect(end?.stop).toEqual({stop: world.copy === 'running' ? 'committed' : 'not-started'})
        else expect(end?.stop).toBeUndefined()
        expect(world.running()).toBe(started ? (world.copy === 'running' ? 1 : 0) : 1)
      }),
      {numRuns: 500},
    )
  })

  test('a start that fails: with a reason the source runs again, whenever ops is killed on that way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(kill, {maxLength: 3}), async (kills) => {
        const world = new World()
        const whole = session(world, 1)
        const fails = {...whole, mover: {...whole.mover, start: () => Promise.reject(new Error('exit 7'))}}
        await expect(goForward(fails, never, never)).rejects.toThrow('exit 7')
        expect(await evaluate(world)).toMatchObject({state: 'COMMITTED', advice: 'resume'})
        expect((await back(world, 2))?.stop).toEqual({stop: 'not-started'})
        let epoch = 2
        for (const again of [...kills, undefined]) {
          world.arm(again)
          await unlessKilled(goBack(session(world, ++epoch), {withLoss: 'it does not start there'}, never))
          world.arm(undefined)
        }
        expect([world.source, world.copy, world.mostRunning]).toEqual(['running', 'none', 1])
        expect(await evaluate(world)).toMatchObject({state: 'ABORTED', advice: 'none'})
      }),
      {numRuns: 500},
    )
  })

  test('an ops process that was taken over cannot act any more', async () => {
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

describe('ops is killed during a move, and one host is lost', () => {
  const lost = fc.constantFrom('node1', 'node2')
  const killed = async (first: Kill) => {
    const world = new World()
    world.arm(first)
    await forward(world, 1)
    world.arm(undefined)
    return world
  }

  test('the host boots again: never two copies run, and the move is resolved; work is lost only with the host that had its only copy', async () => {
    await fc.assert(
      fc.asyncProperty(kill, lost, async (first, host) => {
        const world = await killed(first)
        const onlyThere = host === 'node1' ? world.source === 'running' && world.copy !== 'running' : world.source === 'absent'
        world.crash(host)
        await resolve(world, 1)
        expect(world.mostRunning).toBe(1)
        expect(world.running()).toBe(onlyThere ? 0 : 1)
        expect((await evaluate(world)).advice).toBe('none')
      }),
      {numRuns: 1000},
    )
  })

  test('the operator declares the host lost for good: the work runs on the other host, committed or not', async () => {
    await fc.assert(
      fc.asyncProperty(kill, lost, async (first, host) => {
        const world = await killed(first)
        const [source, copy] = [world.source, world.copy]
        world.silent.add(host)
        world.crash(host)
        await resolve(world, 1, host === 'node1' ? {source: 'it burnt'} : {destination: 'it burnt'})
        expect(world.mostRunning).toBe(1)
        const goesOn = host === 'node1' ? copy !== 'none' : source !== 'absent'
        expect(world.running()).toBe(goesOn ? 1 : 0)
      }),
      {numRuns: 1000},
    )
  })

  test('the operator declares an unreachable host lost: when it answers again, the copy that it still holds is ended', async () => {
    await fc.assert(
      fc.asyncProperty(kill, lost, async (first, host) => {
        const world = await killed(first)
        // An override against a running copy makes two copies; here the copy does not run.
        fc.pre(host === 'node1' ? world.source === 'held' : world.copy !== 'running')
        world.silent.add(host)
        const epoch = await resolve(world, 1, host === 'node1' ? {source: 'it burnt'} : {destination: 'it burnt'})
        world.silent.clear()
        await resolve(world, epoch)
        expect(world.mostRunning).toBe(1)
        expect([world.source, world.copy]).toEqual(world.copy === 'running' ? ['absent', 'running'] : ['running', 'none'])
        expect((await evaluate(world)).advice).toBe('none')
      }),
      {numRuns: 1000},
    )
  })
})
