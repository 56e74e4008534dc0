import type {WorkloadMover} from '@ops/core/seams'
import type {PolicyActions, Side} from '../../src/policies/host-policies.ts'
import type {PolicyContext, UnitPolicy} from '../../src/policies/policy.ts'
import {withPolicies} from '../../src/policies/with-policies.ts'
import type {MoveSession} from '../../src/move/session.ts'
import {modelMover, plan, requireAnswer, session, type World} from './world.ts'

const unit: UnitPolicy = {kind: 'unit', name: 'counter.service', enabled: 'enabled', active: true, restart: 'always', watchdogUs: 0}
const policies: PolicyContext = {
  source: {units: [unit], cron: [], disarmed: false},
  destination: {units: [{...unit, enabled: 'disabled', active: false}], cron: [], disarmed: false},
  enable: [unit.name],
  start: [],
}

/** The same with units on both hosts, of which that of the source is enabled. */
export function unitSession(world: World, epoch: number): MoveSession {
  return {
    ...session(world, epoch),
    plan: {...plan, workload: {...plan.workload, kind: world.kind}, ticket: {policies}},
    mover: modelPoliciesMover(world),
  }
}

/** What starts the work on the hosts of the model; the unit is enabled at the source. */
function modelPolicies(world: World): PolicyActions {
  const hostOf = (side: Side) => (side === 'source' ? 'node1' : 'node2')
  const marks = (side: Side) => world.records.get(side)?.marks
  const at = async (side: Side, action: (host: string) => void) => {
    requireAnswer(world, hostOf(side))
    await world.effect(() => action(hostOf(side)))
    return {}
  }
  return {
    disarm: (_, side) =>
      at(side, (host) => {
        if (marks(side)?.aborting) throw new Error('the move is being aborted')
        world.armed.delete(host)
      }),
    restore: (_, side) =>
      at(side, (host) => {
        if (marks(side)?.aborting === undefined) return
        if (side === 'source') world.armed.add(host)
        else world.armed.delete(host)
      }),
    arm: () =>
      at('destination', (host) => {
        if (marks('destination')?.commit !== undefined && world.kind === 'service') world.armed.add(host)
      }),
    retire: () => at('source', () => {}),
  }
}

/** The mover with what a service or a unit's process has around it. */
function modelPoliciesMover(world: World): WorkloadMover {
  const starts = world.kind === 'service' ? 'unit' : 'outside'
  return withPolicies(modelMover(world), {starts, target: () => ({units: [], commands: []}), policies: modelPolicies(world)})
}
