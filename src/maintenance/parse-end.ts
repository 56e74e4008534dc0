import {parseDuration} from '../text/index.ts'
import {errors} from './errors.ts'

/** A day, perhaps with a time, perhaps with a zone, as ISO 8601 has them; a blank may stand for the `T`. */
const dateForm = /^(?<day>(?<year>\d{4})-(?<month>\d\d)-(?<date>\d\d))(?:[T ](?<time>\d\d:\d\d(?::\d\d)?)(?<zone>Z|[+-]\d\d:\d\d)?)?$/
/** `2027` and `20270131` are meant as dates; as lengths of time they would be seconds. */
const yearOrDay = /^(?:19|20)\d\d(?:\d{4})?$/

/**
 * The end of a maintenance in milliseconds since 1970: `2h` from now, or a date. A date is local when it names no zone, and one without
 * a time is the midnight with which the day begins. Throws MAINTENANCE_UNTIL_UNREADABLE (exit 64).
 */
export function parseEnd(text: string, nowMs: number): number {
  const ms = /^\d{4}-/.test(text) ? parseDate(text) : yearOrDay.test(text) ? undefined : parseLength(text, nowMs)
  if (ms === undefined) throw errors.MAINTENANCE_UNTIL_UNREADABLE({}, text)
  return ms
}

function parseDate(text: string): number | undefined {
  const {day, year, month, date, time = '00:00', zone = ''} = dateForm.exec(text)?.groups ?? {}
  if (day === undefined || Number(date) > daysIn(Number(year), Number(month))) return undefined
  const ms = Date.parse(`${day}T${time}${zone}`)
  return Number.isFinite(ms) ? ms : undefined
}

/** `month` from 1. JavaScript takes 30 February for 2 March. */
const daysIn = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()

function parseLength(text: string, nowMs: number): number | undefined {
  try {
    return nowMs + parseDuration(text)
  } catch {
    return undefined
  }
}
