import type {Fault} from './faults.ts'
import type {RelayOrder} from './modules/method.ts'
import {parseRequest} from './parse-request.ts'
import type {PlugState} from './modules/plug-state.ts'

/** The plug's reaction to one request. */
export interface Outcome {
  /** Undefined: nothing is sent. */
  answer?: string | Buffer
  /** What happens to the connection after the answer. */
  after: 'stay' | 'cut-reset' | 'cut-close' | 'close'
  delayMs: number
}

/** Switches the real relay; returns false when that failed. */
export type SwitchRelay = (outlet: number, on: boolean) => Promise<boolean>

/** Bytes that are neither a cipher of JSON nor, by their first four, a length that could be. */
const noise = Buffer.from('fedcba9876543210fedcba9876543210', 'hex')

const plain: Outcome = {after: 'stay', delayMs: 0}

/** Answers one request, with the fault of this exchange. */
export async function answerRequest(
  state: PlugState,
  text: string,
  fault: Fault | undefined,
  move: SwitchRelay,
  nowMs: () => number,
): Promise<Outcome> {
  const kind = fault?.kind ?? 'none'
  if (kind === 'drop-before-act') return {...plain, after: 'close'}
  const {order, reply} = parseRequest(state, text, nowMs)
  const failed = order !== undefined && !(await carryOut(state, order, kind, move, nowMs))
  const answer = JSON.stringify(spoil(reply({invert: kind === 'lie', failed, nowMs: nowMs()}), fault))
  switch (fault?.kind) {
    case 'slow':
      return {...plain, answer, delayMs: fault.ms}
    case 'reset-mid-frame':
      return {...plain, answer, after: 'cut-reset'}
    case 'truncate':
      return {...plain, answer, after: 'cut-close'}
    case 'drop-after-act':
      return {...plain, after: 'close'}
    case 'garbage':
      return {...plain, answer: noise, after: 'close'}
    default:
      return {...plain, answer}
  }
}

async function carryOut(
  state: PlugState,
  {outlets, on}: RelayOrder,
  kind: string,
  move: SwitchRelay,
  nowMs: () => number,
): Promise<boolean> {
  let all = true
  for (const at of outlets) {
    const outlet = state.outlets[at]
    if (outlet === undefined || kind === 'ack-only') continue
    if (kind === 'welded') outlet.reported = on
    else if (outlet.closed === on || (await move(at, on))) {
      if (!outlet.closed && on) outlet.closedAt = nowMs()
      outlet.closed = on
      outlet.reported = on
    } else all = false
  }
  return all
}

function spoil(answer: Record<string, unknown>, fault: Fault | undefined): Record<string, unknown> {
  if (fault?.kind !== 'err-code' && fault?.kind !== 'no-err-code') return answer
  const code = fault.kind === 'err-code' ? (fault.code ?? -7) : undefined
  return Object.fromEntries(
    Object.entries(answer).map(([module, methods]) => [
      module,
      Object.fromEntries(Object.entries(methods as Record<string, object>).map(([method, found]) => [method, {...found, err_code: code}])),
    ]),
  )
}
