import {backwardStep} from './backward-step.ts'
import {forwardStep} from './forward-step.ts'
import type {MoveView, Side} from './move-view.ts'
import {isStop, type Stop} from './stop.ts'

/**
 * What finishes the move. With `loss` the operator has to accept one, with a reason. `none`: it is finished. `wait`: only an
 * answer of that host helps, or the proof that it has no power.
 */
export type Advice =
  | 'none'
  | 'abort'
  | 'resume'
  | 'close'
  | {loss: 'abort' | 'resume'}
  | {wait: Side}
  /** The host answers, and the state of the work there cannot be told. */
  | {check: Side}
  /** The host is off, and what is left of the work is there. */
  | {switchOn: Side}

/** Never advises a command that would be refused. */
export function advise(view: MoveView, preferred: 'abort' | 'resume'): Advice {
  const step = (way: 'abort' | 'resume', withLoss: boolean) =>
    way === 'resume' ? forwardStep(view, {withLoss}) : backwardStep(view, {withLoss})
  const other: 'abort' | 'resume' = preferred === 'abort' ? 'resume' : 'abort'
  const [first, second] = [step(preferred, false), step(other, false)]
  if (!isStop(first)) return preferred
  if (!isStop(second)) return other
  const stops: Stop[] = [first, second]
  const off = (['source', 'destination'] as const).find((side) => view[side].reach === 'gone')
  if (off !== undefined) return {switchOn: off}
  for (const stop of stops) {
    if (stop.stop === 'unknown') return {wait: stop.side}
    if (stop.stop === 'unclear') return {check: stop.side}
  }
  if (stops.some(({stop}) => stop === 'unrecorded')) return 'close'
  for (const way of [preferred, other] as const) if (!isStop(step(way, true))) return {loss: way}
  return 'close'
}

/** The two ways out when a start has failed: the destination is repaired, or the source continues from its older state. */
export const bothWays = ({run, source, destination}: RunHosts): string =>
  `repair the start on ${destination}, then run ops evacuate resume ${run}; or start it on ${source} again with ops evacuate abort ${run} --with-loss REASON`

interface RunHosts {
  run: string
  source: string
  destination: string
}

/** What to type next, or to do first; undefined when the move is finished. */
export function nextCommand(advice: Advice, {run, ...hosts}: RunHosts): string | undefined {
  if (advice === 'none') return undefined
  if (advice === 'close') return `ops evacuate close ${run} --reason REASON`
  if (typeof advice === 'string') return `ops evacuate ${advice} ${run}`
  if ('loss' in advice) return `ops evacuate ${advice.loss} ${run} --with-loss REASON`
  if ('switchOn' in advice) return `ops power on ${hosts[advice.switchOn]}`
  if ('check' in advice)
    return `check the work on ${hosts[advice.check]}, then run ops evacuate status; ops evacuate close ${run} --reason REASON gives the move up`
  const host = hosts[advice.wait]
  return `make ${host} answer, or cut its power with ops power off ${host} --hard --force REASON`
}
