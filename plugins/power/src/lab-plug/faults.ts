import {z} from 'zod'

const common = {
  /** Exchanges that it lasts; default 1. */
  times: z.int().min(1).optional(),
  /** `switch`: waits for an exchange that switches; `any`: applies to the next exchange. */
  at: z.enum(['any', 'switch']).optional(),
}

/** A fault of one exchange. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** Nothing: lets exchanges pass before the next fault. */
  z.strictObject({kind: z.literal('none'), ...common}),
  /** Answers late. */
  z.strictObject({kind: z.literal('slow'), ms: z.number().min(0), ...common}),
  /** Acts, sends half of its answer, resets the connection. */
  z.strictObject({kind: z.literal('reset-mid-frame'), ...common}),
  /** Acts, sends half of its answer, closes. */
  z.strictObject({kind: z.literal('truncate'), ...common}),
  /** Acts and closes without an answer. */
  z.strictObject({kind: z.literal('drop-after-act'), ...common}),
  /** Closes without an answer and does nothing. */
  z.strictObject({kind: z.literal('drop-before-act'), ...common}),
  /** Acknowledges and does not switch; reports its real state when read. */
  z.strictObject({kind: z.literal('ack-only'), ...common}),
  /** Acknowledges, does not switch, and from then on reports the ordered state: a welded contact. */
  z.strictObject({kind: z.literal('welded'), ...common}),
  /** Reports the opposite of its relay, once. */
  z.strictObject({kind: z.literal('lie'), ...common}),
  /** Acts and answers with a frame of noise. */
  z.strictObject({kind: z.literal('garbage'), ...common}),
  /** Acts and answers with an err_code nevertheless. */
  z.strictObject({kind: z.literal('err-code'), code: z.int().default(-7), ...common}),
  /** Acts and leaves err_code out. */
  z.strictObject({kind: z.literal('no-err-code'), ...common}),
])

export type Fault = z.input<typeof faultSchema>
export type FaultKind = Fault['kind']

export const faultKinds = faultSchema.options.map(({shape}) => shape.kind.value) as readonly FaultKind[]

/** Gives the fault of the next exchange. */
export interface FaultSource {
  next(switches: boolean): Promise<Fault | undefined>
}

/** Takes one use of the first fault that applies to this exchange off a list. */
export function takeFault(faults: Fault[], switches: boolean): Fault | undefined {
  const at = faults.findIndex((fault) => switches || placeOf(fault) === 'any')
  const found = faults[at]
  if (found === undefined) return undefined
  const left = (found.times ?? 1) - 1
  if (left > 0) faults[at] = {...found, times: left}
  else faults.splice(at, 1)
  return found
}

/** These two concern the relay only, so they wait for it by default. */
function placeOf({kind, at}: Fault): 'any' | 'switch' {
  return at ?? (kind === 'ack-only' || kind === 'welded' ? 'switch' : 'any')
}
