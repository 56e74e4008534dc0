import {z} from 'zod'
import {nearDuration, parseDuration} from '../text/index.ts'
import {mistakeMessage} from './form.ts'

const example = 'e.g. 10s or 2m'

/** A length of time as text with its unit: `90s`, `1.5h`; a number without a unit is seconds. */
export const durationForm = durationOf(() => true, `must be a length of time, ${example}`).transform((value) =>
  typeof value === 'number' ? `${value}s` : value,
)

/** The same, but for a wait that must not be nothing. */
export const positiveDurationForm = durationOf((seconds) => seconds > 0, `must be a length of time above 0, ${example}`).transform(
  (value) => (typeof value === 'number' ? `${value}s` : value),
)

/** A length of time within bounds (in seconds), as a number of seconds. */
export function secondsForm({least, most}: {least?: number; most: number}) {
  const must = `must be a length of time ${least === undefined ? 'up to' : `from ${least}s to`} ${most}s, ${example}`
  const isAllowed = (seconds: number) => seconds > 0 && seconds >= (least ?? 0) && seconds <= most
  return durationOf(isAllowed, must).transform((value) => secondsIn(value) ?? 0)
}

function durationOf(isAllowed: (seconds: number) => boolean, must: string) {
  const error = ({input}: {input?: unknown}) => (input === undefined ? undefined : mistakeMessage({must}, input))
  return z.union([z.string(), z.number()], {error}).superRefine((value, context) => {
    const fits = (one: string | number | undefined) => isAllowed((one === undefined ? undefined : secondsIn(one)) ?? Number.NaN)
    if (secondsIn(value) !== undefined && fits(value)) return
    const meant = typeof value === 'string' ? nearDuration(value) : undefined
    const hint = meant !== undefined && meant !== value && fits(meant) ? `Write ${meant}.` : undefined
    context.addIssue({code: 'custom', message: mistakeMessage({must, hint}, value)})
  })
}

function secondsIn(value: string | number): number | undefined {
  try {
    return parseDuration(String(value)) / 1000
  } catch {
    return undefined
  }
}
