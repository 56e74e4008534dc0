/**
 * `expiry-time` of authorized_keys, YYYYMMDDHHMMSS in the phone's own time zone (sshd(8)); the unambiguous suffix Z is
 * known only since OpenSSH 9.1. The zone is as `date +%z` prints it, e.g. +0530.
 */
export function formatExpiry(epochSeconds: number, zone: string, knowsUtc: boolean): string {
  const digits = new Date((epochSeconds + (knowsUtc ? 0 : zoneSeconds(zone))) * 1000).toISOString().replaceAll(/[-:T]|\..*$/g, '')
  return knowsUtc ? `${digits}Z` : digits
}

/** Seconds since 1970 of an `expiry-time`; undefined when it is none. */
export function parseExpiry(text: string, zone: string): number | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(Z?)$/.exec(text)
  if (match === null) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0))
  const utc = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) / 1000
  return match[7] === 'Z' ? utc : utc - zoneSeconds(zone)
}

function zoneSeconds(zone: string): number {
  const match = /^([+-])(\d{2})(\d{2})$/.exec(zone)
  if (match === null) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3]) * 60)
}
