const whole = new Intl.NumberFormat('en-US')

/** `12,345`. */
export function formatCount(value: number): string {
  return whole.format(value)
}

/** `12.3 %`; what is there but less than 0.1 % is not shown as nothing. */
export function formatPercent(part: number, total: number): string {
  if (total === 0) return '0.0 %'
  const percent = (100 * part) / total
  return percent > 0 && percent < 0.1 ? '< 0.1 %' : `${percent.toFixed(1)} %`
}

/** `1.2 M`, for the middle of a chart and for axes. */
export function formatShort(value: number): string {
  if (value < 10_000) return formatCount(value)
  const [size, unit] = value < 1_000_000 ? [1000, 'k'] : value < 1_000_000_000 ? [1_000_000, 'M'] : [1_000_000_000, 'G']
  const scaled = value / size
  return `${scaled < 100 ? scaled.toFixed(1) : Math.round(scaled)} ${unit}`
}

/** `21 November 2026`. */
export function formatDate(date: string): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString('en-GB', {day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC'})
}
