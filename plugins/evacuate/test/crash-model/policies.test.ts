import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {goBack} from '../../src/move/backward.ts'
import {evaluateMove} from '../../src/move/evaluate-move.ts'
import {goForward} from '../../src/move/forward.ts'
import {inspectMove} from '../../src/move/inspect.ts'
import {unitSession} from './model-policies.ts'
import {type Kill, unlessKilled, World} from './world.ts'

const never = new AbortController().signal
const names = {run: 'run1', workload: 'counter', source: 'node1', destination: 'node2'}
const kill = fc.record({at: fc.integer({min: 1, max: 50}), when: fc.constantFrom<Kill['when']>('before', 'after')})
const attempt = fc.record({boots: fc.constantFrom(undefined, 'node1', 'node2'), kill: fc.option(kill, {nil: undefined})})

function start(kind: World['kind']): World {
  const world = new World({kind})
  world.armed.add('node1')
  return world
}

const evaluate = async (world: World) => evaluateMove(await inspectMove(unitSession(world, 0), never), names)

/** Does what the status advises; a loss that it names is accepted. */
async function resolve(world: World, epoch: number, armed: Kill | undefined): Promise<'none' | 'typed'> {
  world.arm(undefined)
  const {advice} = await evaluate(world)
  if (advice === 'none') return 'none'
  const session = unitSession(world, epoch)
  const loss = typeof advice === 'object' && 'loss' in advice ? {withLoss: 'nothing else is left'} : {}
  const way = typeof advice === 'object' && 'loss' in advice ? advice.loss : advice
  world.arm(armed)
  if (way === 'resume') await unlessKilled(goForward(session, never, never, loss))
  else if (way === 'abort') await unlessKilled(goBack(session, loss, never))
  else throw new Error(`no command: ${JSON.stringify(advice)}`)
  world.arm(undefined)
  return 'typed'
}

describe.each(['service', 'process'] as const)('a unit is enabled at the source of a %s', (kind) => {
  test('without a kill it is disarmed there, and armed at the destination of a service', async () => {
    const world = start(kind)
    expect(await goForward(unitSession(world, 1), never, never)).not.toHaveProperty('stop')
    expect([world.source, world.copy, [...world.armed]]).toEqual(['absent', 'running', kind === 'service' ? ['node2'] : []])
    expect([world.mostRunning, world.mostPossible]).toEqual([1, 1])
    const acts = world.entries.filter((entry) => entry.kind === 'intent').map(({act, host}) => `${act} ${host}`)
    expect(acts.slice(0, 4)).toEqual(['evacuate.reserve node1', 'evacuate.hold node1', 'evacuate.disarm node2', 'evacuate.disarm node1'])
    expect(acts.includes('evacuate.rearm node2')).toBe(kind === 'service')
  })

  test('an abort restores it', async () => {
    const world = start(kind)
    world.arm({at: 13, when: 'after'})
    await unlessKilled(goForward(unitSession(world, 1), never, never))
    expect([world.source, [...world.armed]]).toEqual(['held', []])
    world.arm(undefined)
    expect(await goBack(unitSession(world, 2), {}, never)).not.toHaveProperty('stop')
    expect([world.source, [...world.armed]]).toEqual(['running', ['node1']])
  })

  test('ops is killed at any moment and hosts boot between: no second copy could have been started at any moment', async () => {
    await fc.assert(
      fc.asyncProperty(kill, fc.array(attempt, {maxLength: 5}), async (first, attempts) => {
        const world = start(kind)
        world.arm(first)
        await unlessKilled(goForward(unitSession(world, 1), never, never))
        let epoch = 1
        for (const {boots, kill: again} of [...attempts, {boots: undefined, kill: undefined}, {boots: undefined, kill: undefined}]) {
          if (boots !== undefined) world.crash(boots)
          if ((await resolve(world, ++epoch, again)) === 'none') break
        }
        while ((await resolve(world, ++epoch, undefined)) !== 'none' && epoch < 20);
        expect([world.mostRunning, world.mostPossible]).toEqual([1, 1])
        const {state, advice} = await evaluate(world)
        expect(advice).toBe('none')
        // Where the work belongs it is armed, and nowhere else.
        if (state === 'VERIFIED') expect([...world.armed]).toEqual(kind === 'service' ? ['node2'] : [])
        else expect([...world.armed]).toEqual(['node1'])
      }),
      {numRuns: 600},
    )
  })
})
