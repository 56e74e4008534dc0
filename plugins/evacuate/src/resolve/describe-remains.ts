import {asOpsError} from '@ops/core/errors'
import {asSentence} from '@ops/core/text'
import {marksAt, type MoveView} from '../move/move-view.ts'
import {type MoveSession, toMove} from '../move/session.ts'

/**
 * What was found of the work on both hosts when a move was closed: what the probe of the move saw, whether the declared work is
 * found, and how frozen processes are ended or let go.
 */
export async function describeRemains(session: MoveSession, view: MoveView, signal: AbortSignal): Promise<string> {
  const {plan, mover} = session
  const sentences: string[] = []
  for (const side of ['source', 'destination'] as const) {
    const seen = view[side]
    const host = plan[side]
    if (seen.reach !== 'answered') {
      sentences.push(`${host}: ${asSentence(seen.why)}`)
      continue
    }
    const record = marksAt(view, side) === undefined ? ' (no record)' : ''
    const left = mover.describeHeld?.(toMove(session), side, seen.work.state)
    sentences.push(
      `${host}${record}: ${asSentence(seen.work.detail)} ${await locate(session, host, signal)}${left === undefined ? '' : ` ${left}`}`,
    )
  }
  return `ops has neither ended nor started anything. ${sentences.join(' ')}`
}

/** Whether the work as it is declared is found on a host, which may be another process than that of the move. */
async function locate({services, plan}: MoveSession, host: string, signal: AbortSignal): Promise<string> {
  const {name, kind} = plan.workload
  try {
    const found = await services.registry.workloadRuntimes.get(kind)?.locate(plan.workload, services.transports.to(host), signal)
    if (found === undefined) return `${name} was not looked for.`
    const states = {running: 'runs', held: 'is frozen', absent: 'does not run', unknown: 'may run'}
    return `As declared, ${name} ${states[found.state]}: ${asSentence(found.detail)}`
  } catch (error) {
    signal.throwIfAborted()
    return asOpsError(error, host).message
  }
}
