import type {Move, MoveInput, MoveSurvey, WorkloadMover} from '@ops/core/seams'
import {hostPolicies, policiesOf, type PolicyActions, type Side} from './host-policies.ts'
import {hasPolicies, type PolicyTarget} from './policy.ts'
import {surveyPolicies} from './survey-policies.ts'

export interface PolicyOptions {
  /** What to survey, once the mover's own survey is done. */
  target(input: MoveInput, survey: MoveSurvey): PolicyTarget
  /**
   * `unit`: the start command starts the work's units, so they are armed before it. `outside`: the work is let go by itself, and its
   * watchdog is armed again after that.
   */
  starts: 'unit' | 'outside'
  policies?: PolicyActions
}

/**
 * Adds to a mover that nothing else starts the work again: what would do so on either host is disarmed before the work is held, and
 * restored when the move is taken back. At the destination it is armed again once the move is committed; at the source it
 * stays disarmed as long as the work is elsewhere.
 */
export function withPolicies(mover: WorkloadMover, {target, starts, policies = hostPolicies}: PolicyOptions): WorkloadMover {
  const mustArm = (move: Move) => {
    const {destination, enable, start} = policiesOf(move)
    return hasPolicies(destination) || destination.disarmed || enable.length + start.length > 0
  }
  const has = (move: Move, side: Side) => hasPolicies(policiesOf(move)[side]) || (side === 'destination' && mustArm(move))
  const restore = async (move: Move, side: Side, signal: AbortSignal) => {
    if (has(move, side)) await move.act('rearm', move[side].host, () => policies.restore(move, side, signal))
  }
  return {
    ...mover,
    async survey(input, signal) {
      const survey = await mover.survey(input, signal)
      const {obstacles, notes, plan, planEnd, context} = await surveyPolicies(input, target(input, survey), signal)
      return {
        ...survey,
        obstacles: [...survey.obstacles, ...obstacles],
        notes: [...survey.notes, ...notes],
        plan: [...plan, ...survey.plan, ...planEnd],
        migrationContext: {...survey.migrationContext, policies: context},
      }
    },
    async hold(move, signal) {
      // The destination first: as long as the source is armed, the work still runs there.
      for (const side of ['destination', 'source'] as const)
        if (has(move, side)) await move.act('disarm', move[side].host, () => policies.disarm(move, side, signal))
      return mover.hold(move, signal)
    },
    async start(move, signal) {
      if (starts === 'unit' && mustArm(move)) await move.act('rearm', move.destination.host, () => policies.arm(move, 'now', signal))
      return mover.start(move, signal)
    },
    async destroy(...args) {
      const [move, signal] = args
      // Before the stop, so that no timer or socket starts the work again after it.
      if (starts === 'unit') await restore(move, 'destination', signal)
      const found = await mover.destroy(...args)
      if (starts === 'outside') await restore(move, 'destination', signal)
      return found
    },
    async recover(move, signal) {
      if (starts === 'unit') await restore(move, 'source', signal)
      const found = await mover.recover(move, signal)
      if (starts === 'outside') await restore(move, 'source', signal)
      return found
    },
    async tidy(move, side, signal) {
      await mover.tidy(move, side, signal)
      // Does nothing unless the move is being taken back; then this is the way back of work that has ended meanwhile.
      if (has(move, side)) await policies.restore(move, side, signal)
      if (side === 'source') {
        if (has(move, side)) await policies.retire(move, signal)
        return
      }
      // A restored process is not the main process of a unit: a unit that starts would be a second copy, until the next boot.
      if (starts === 'outside' && mustArm(move))
        await policies.arm(move, (await mover.probeDestination(move, signal)).state === 'running' ? 'boot' : 'now', signal)
    },
  }
}
