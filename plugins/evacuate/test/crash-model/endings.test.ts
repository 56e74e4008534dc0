import {expect, test} from 'vitest'
import {OpsError} from '@ops/core/errors'
import {moveWork} from '../../src/evacuate/move-work.ts'
import {goForward} from '../../src/move/forward.ts'
import {goBack} from '../../src/move/backward.ts'
import type {MoveSession} from '../../src/move/session.ts'
import {renderResolution} from '../../src/present/render-resolution.ts'
import {resolveMove} from '../../src/resolve/resolve-move.ts'
import {evaluate} from './follow.ts'
import {Killed, session, World} from './world.ts'

const never = new AbortController().signal

/** Kills ops right before the nth effect of a move, counted from 1. */
async function killedAt(at: number): Promise<World> {
  const world = new World()
  world.arm({at, when: 'before'})
  await goForward(session(world, 1), never, never).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error
  })
  world.arm(undefined)
  return world
}

/** The first moment of a move at which its state reads so. */
async function killedIn(state: string): Promise<World> {
  for (let at = 1; at < 45; at++) {
    const world = await killedAt(at)
    if ((await evaluate(world)).state === state) return world
  }
  throw new Error(`no moment of a move is ${state}`)
}

/** A session whose mover does something else in one step. */
function withStep(whole: MoveSession, step: 'prepare' | 'probeDestination', action: () => void): MoveSession {
  const {mover} = whole
  const changed = (move: never, signal: AbortSignal) => {
    action()
    return (mover[step] as (move: never, signal: AbortSignal) => unknown)(move, signal)
  }
  return {...whole, mover: {...mover, [step]: changed} as typeof mover}
}

const quick = (one: MoveSession): MoveSession => ({
  ...one,
  services: {...one.services, clock: {...one.services.clock, sleep: async () => {}}},
})

test('a copy that ended after it had run: resume finishes the move, and does not call it done (exit 3)', async () => {
  const world = await killedIn('RELEASED')
  world.copy = 'failed'
  const end = await resolveMove(session(world, 2), {command: 'resume'}, never)
  expect(end).toMatchObject({state: 'gone', error: {code: 'EVACUATE_COPY_ENDED', exit: 3, host: 'node2'}})
  expect(end).toMatchObject({error: {message: expect.stringContaining('has ended there since')}})
  expect(await evaluate(world)).toMatchObject({state: 'VERIFIED', advice: 'none'})
})

test('a copy that ends while ops moves it is not reported as moved either', async () => {
  const world = new World()
  const ends = withStep(session(world, 1), 'probeDestination', () => {
    if (world.copy === 'running' && world.source === 'absent') world.copy = 'failed'
  })
  expect(await moveWork(ends, never)).toMatchObject({state: 'gone', error: {code: 'EVACUATE_COPY_ENDED', exit: 3}})
})

test('a move that can neither be finished nor undone names the command that finishes it', async () => {
  const world = new World()
  const fails = withStep(session(world, 1), 'prepare', () => {
    world.source = 'stored'
    throw new OpsError('EVACUATE_STEP_FAILED', 'node1 was restarted.', 'allFailed')
  })
  const {state, error} = await moveWork(fails, never)
  expect({state, code: error?.code, exit: error?.exit, hint: error?.hint}).toEqual({
    state: 'unsettled',
    code: 'EVACUATE_UNFINISHED',
    exit: 3,
    hint: 'ops evacuate resume run1',
  })
  expect(error?.message).toContain('node1 was restarted.')
  expect(await resolveMove(session(world, 2), {command: 'resume'}, never)).toEqual({state: 'moved'})
})

test('a move whose host stopped answering names that host', async () => {
  const world = new World()
  const fails = withStep(quick(session(world, 1)), 'prepare', () => {
    world.silent.add('node2')
    throw new OpsError('TRANSPORT_UNREACHABLE', 'node2 does not answer.', 'unreachable')
  })
  expect(await moveWork(fails, never)).toMatchObject({
    state: 'unsettled',
    error: {code: 'EVACUATE_UNFINISHED', hint: 'make node2 answer, or cut its power with ops power off node2 --hard --force REASON'},
  })
})

test.each(['running', 'absent'] as const)(
  'the status after an abort says nothing of work that may have ended since: %s',
  async (source) => {
    const world = await killedIn('RESERVED')
    world.source = source
    expect(await goBack(session(world, 2), {}, never)).toEqual({runsAtSource: source === 'running'})
    expect(await evaluate(world)).toEqual({state: 'ABORTED', sentence: 'counter was not moved from node1.', advice: 'none'})
  },
)

test('an abort that did not reach the destination says so, and is not called done (exit 4)', async () => {
  const world = await killedIn('HELD')
  world.silent.add('node2')
  expect(await resolveMove(session(world, 2), {command: 'abort'}, never)).toMatchObject({
    state: 'unsettled',
    error: {
      code: 'EVACUATE_UNREACHED',
      exit: 4,
      message: expect.stringContaining('counter stays on node1. node2 was not reached'),
      hint: 'run ops evacuate abort run1 again when node2 answers',
    },
  })
  expect(world.source).toBe('running')
  world.silent.clear()
  expect(await evaluate(world)).toMatchObject({state: 'ABORTING', advice: 'abort'})
  expect(await resolveMove(session(world, 3), {command: 'abort'}, never)).toEqual({state: 'stayed'})
  expect(await evaluate(world)).toMatchObject({state: 'ABORTED', advice: 'none'})
})

test('an abort whose destination was declared gone does not claim that no copy is left there', async () => {
  const world = await killedIn('HELD')
  world.silent.add('node2')
  const at = session(world, 2, {destination: 'it burnt'})
  expect(await resolveMove(at, {command: 'abort'}, never)).toEqual({state: 'stayed', unreached: 'node2'})
  const move = {host: 'node1', workload: 'counter', from: 'node1', to: 'node2', state: 'stayed', unreached: 'node2'} as const
  expect(renderResolution([move])).toBe(
    'counter: stays on node1. node2 was not reached: its record is still open. When node2 answers, run ops evacuate abort again.',
  )
})
