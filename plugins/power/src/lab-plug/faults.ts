import {z} from 'zod'

/** What can go wrong in one exchange; `times` makes it stay for so many. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** Nothing: lets exchanges pass before the next fault. */
  z.strictObject({kind: z.literal('none'), times: z.int().min(1).optional()}),
  /** Answers late. */
  z.strictObject({kind: z.literal('slow'), ms: z.number().min(0), times: z.int().min(1).optional()}),
  /** Acts, sends half of its answer, resets the connection. */
  z.strictObject({kind: z.literal('reset-mid-frame'), times: z.int().min(1).optional()}),
  /** Acts, sends half of its answer, closes. */
  z.strictObject({kind: z.literal('truncate'), times: z.int().min(1).optional()}),
  /** Acts and closes without a word. */
  z.strictObject({kind: z.literal('drop-after-act'), times: z.int().min(1).optional()}),
  /** Closes without a word and does nothing. */
  z.strictObject({kind: z.literal('drop-before-act'), times: z.int().min(1).optional()}),
  /** Acknowledges and does not switch; tells the truth when read. */
  z.strictObject({kind: z.literal('ack-only'), times: z.int().min(1).optional()}),
  /** Acknowledges, does not switch, and from then on reports what it was told: a welded contact. */
  z.strictObject({kind: z.literal('welded'), times: z.int().min(1).optional()}),
  /** Reports the opposite of its relay, once. */
  z.strictObject({kind: z.literal('lie'), times: z.int().min(1).optional()}),
  /** Acts and answers with a frame of noise. */
  z.strictObject({kind: z.literal('garbage'), times: z.int().min(1).optional()}),
  /** Acts and answers with an err_code all the same. */
  z.strictObject({kind: z.literal('err-code'), code: z.int().default(-7), times: z.int().min(1).optional()}),
  /** Acts and leaves err_code out. */
  z.strictObject({kind: z.literal('no-err-code'), times: z.int().min(1).optional()}),
])

export type Fault = z.input<typeof faultSchema>
export type FaultKind = Fault['kind']

export const faultKinds = faultSchema.options.map(({shape}) => shape.kind.value) as readonly FaultKind[]

/** Gives the fault of the next exchange. */
export interface FaultSource {
  next(): Promise<Fault | undefined>
}

/** Takes one use off the front of a list. */
export function takeFault(faults: Fault[]): Fault | undefined {
  const [first] = faults
  if (first === undefined) return undefined
  const left = (first.times ?? 1) - 1
  if (left > 0) faults[0] = {...first, times: left}
  else faults.shift()
  return first
}
