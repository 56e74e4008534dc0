import {foldHosts} from '@ops/core/hostset'
import type {PowerReading} from '@ops/core/seams'
import {joinLines} from '@ops/core/untrusted'
import type {PowerInfo} from '../status/read-info.ts'
import {formatWatts} from '../proofs/relay-proof.ts'

export function renderInfo({host, outlets}: PowerInfo): string {
  return outlets
    .map(({outlet, driver, feeds, reading, pin, pinAt, found, error}) => {
      const lines = [`${host}: ${outlet} (${driver}), feeds ${foldHosts(feeds)}`]
      if (reading !== undefined) {
        const watts = reading.watts === undefined ? '' : `, ${formatWatts(reading.watts)}`
        const since = reading.onForS === undefined || reading.state !== 'on' ? '' : `, on for ${reading.onForS} s`
        lines.push(`  state: ${reading.state}${watts}${since}`)
        lines.push(...deviceLines(reading))
      }
      if (error !== undefined) lines.push(`  ${error.message}`, ...(error.hint === undefined ? [] : [`  Next: ${error.hint}`]))
      if (found !== undefined) lines.push('  The plug that answers:', ...deviceLines(found).map((line) => `  ${line}`))
      if (pin !== undefined)
        lines.push(
          `  To pin this plug, add to ${pinAt} in the inventory: ${Object.entries(pin)
            .map(([key, value]) => `${key}: "${value}"`)
            .join(', ')}`,
        )
      return joinLines(lines)
    })
    .join('\n')
}

function deviceLines({identity, detail}: Pick<PowerReading, 'identity' | 'detail'>): string[] {
  return Object.entries({...identity, ...detail}).map(([key, value]) => `  ${key}: ${round(key, value)}`)
}

/** Decimals that a plug's meter measures; --json has every digit of its answer. */
const decimals: Record<string, number> = {volts: 1, amperes: 3, totalWh: 0}

function round(key: string, value: unknown): string {
  const digits = decimals[key]
  return typeof value === 'number' && digits !== undefined ? value.toFixed(digits) : String(value)
}
