import {OpsError} from '../errors/index.ts'

const unitMs: Record<string, number> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000}

/** Milliseconds of `90s`, `1.5m`, `200ms`, `2h`, `1d`; a bare number is seconds. Throws TEXT_DURATION_INVALID (exit 64). */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim())
  const ms = match === null ? Number.NaN : Number(match[1]) * (unitMs[match[2] ?? 's'] ?? Number.NaN)
  if (!Number.isFinite(ms)) {
    const meant = nearDuration(text)
    throw new OpsError('TEXT_DURATION_INVALID', `"${text}" is not a duration.`, 'usage', {
      hint: meant === undefined ? 'write e.g. 30s, 5m, 1.5h' : `write ${meant}`,
    })
  }
  return ms
}

/** What `5 min`, `2 hours` or `1,5m` is for `parseDuration`: `5m`, `2h`, `1.5m`; undefined where that is not clear. */
export function nearDuration(text: string): string | undefined {
  const [, count = '', unit = ''] = /^(\d+(?:[.,]\d+)?)\s*([a-z]+)?\.?$/i.exec(text.trim()) ?? []
  const known = /^(?:(ms|msecs?|millis(?:econds?)?)|(s|secs?|seconds?)|(m|mins?|minutes?)|(h|hrs?|hours?)|(d|days?))$/i.exec(unit || 's')
  const at = known === null || count === '' ? -1 : known.slice(1).findIndex((group) => group !== undefined)
  return at < 0 ? undefined : `${count.replace(',', '.')}${Object.keys(unitMs)[at]}`
}

/** `850 ms`, `4.2 s`, `3 min 20 s`: for people. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
}

const units = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes in powers of 1000, as disks and links are sold: `512 B`, `1.5 kB`, `20.3 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  for (; value >= 999.95 && unit < units.length - 1; unit += 1) value /= 1000
  return unit === 0 ? `${bytes} B` : `${value.toFixed(1)} ${units[unit]}`
}

/**
 * A time as a clock on the wall of this machine (or of `timeZone`) shows it, with its distance from UTC:
 * `{date: '2026-11-21', time: '14:06:04.000', zone: '+01:00'}`.
 */
export function formatLocalTime(at: string | number, timeZone?: string): {date: string; time: string; zone: string} {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit'},
    ...{fractionalSecondDigits: 3, hourCycle: 'h23', timeZoneName: 'longOffset', timeZone},
  })
  const part = Object.fromEntries(format.formatToParts(new Date(at)).map(({type, value}) => [type, value]))
  return {
    date: `${part['year']}-${part['month']}-${part['day']}`,
    time: `${part['hour']}:${part['minute']}:${part['second']}.${part['fractionalSecond']}`,
    zone: (part['timeZoneName'] ?? '').replace(/^GMT(?:[+-]00:00)?$/, 'UTC').replace('GMT', ''),
  }
}
