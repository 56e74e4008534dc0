import {expect} from 'vitest'
import type {Advice} from '../../src/move/advise.ts'
import {goBack} from '../../src/move/backward.ts'
import {type Evaluation, evaluateMove} from '../../src/move/evaluate-move.ts'
import {goForward} from '../../src/move/forward.ts'
import {inspectMove} from '../../src/move/inspect.ts'
import {closeMove} from '../../src/resolve/close-run.ts'
import {type Kill, Killed, session, type World} from './world.ts'

const never = new AbortController().signal
const names = {run: 'run1', workload: 'counter', source: 'node1', destination: 'node2'}
const reason = 'the model says so'

export const evaluate = async (world: World): Promise<Evaluation> => evaluateMove(await inspectMove(session(world, 0), never), names)

/** Does what the status advises; every command that it advises must succeed. */
async function obey(world: World, advice: Advice, epoch: number): Promise<void> {
  const at = session(world, epoch)
  const loss = typeof advice === 'object' && 'loss' in advice ? {withLoss: reason} : {}
  const way = typeof advice === 'object' && 'loss' in advice ? advice.loss : advice
  if (way === 'resume') {
    const {stop} = await goForward(at, never, never, loss)
    // It may get further and then find processes without a record, which only a person can judge.
    if (stop?.stop !== 'unclear' || stop.side !== 'source' || world.records.has('source')) expect(stop).toBeUndefined()
  } else if (way === 'abort') expect((await goBack(at, loss, never)).stop).toBeUndefined()
  // All hosts answer, so no advice is to wait for one.
  else if (way === 'close' || (typeof way === 'object' && 'check' in way)) await closeMove(at, {reason, force: false}, never)
  else throw new Error(`no command: ${JSON.stringify(advice)}`)
}

export interface Followed {
  advices: Advice[]
  end: Evaluation
}

/** Follows the status until it advises nothing more. Commands may be killed; only whole ones count. */
export async function follow(world: World, kills: readonly (Kill | undefined)[] = [], mostCommands = 3): Promise<Followed> {
  const advices: Advice[] = []
  const left = [...kills]
  for (let epoch = 2; ; epoch++) {
    world.arm(undefined)
    const found = await evaluate(world)
    if (found.advice === 'none') return {advices, end: found}
    const kill = left.shift()
    if (kill === undefined) advices.push(found.advice)
    if (advices.length > mostCommands) throw new Error(`still open after ${mostCommands} commands: ${JSON.stringify([advices, found])}`)
    world.arm(kill)
    await obey(world, found.advice, epoch).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error
    })
  }
}
