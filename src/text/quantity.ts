/** `1 host`, `3 hosts`, `2 directories` (with `many`). */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

const units = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes in powers of 1000, as disks and links are sold: `512 B`, `1.5 kB`, `20.3 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  for (; value >= 999.95 && unit < units.length - 1; unit += 1) value /= 1000
  return unit === 0 ? `${bytes} B` : `${value.toFixed(1)} ${units[unit]}`
}
