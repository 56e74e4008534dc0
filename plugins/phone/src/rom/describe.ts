import type {PhoneFacts} from '../facts/phone-facts.ts'
import {romMatrix} from './matrix.ts'

export interface RomReport {
  /** Name of the row, or null when no row fits. */
  row: string | null
  /** One sentence: the row and how it compares with what was found. */
  sentence: string
  /** Where the phone differs from the row; the probe counts. */
  differences: string[]
}

/** Finds the row of the ROM matrix, and where the phone differs from it. */
export function describeRom(facts: PhoneFacts): RomReport {
  const row = romMatrix.find(({sdk: [low, high]}) => facts.sdk >= low && facts.sdk <= high)
  const found = facts.sshd[0] === undefined ? 'no sshd' : `${facts.opensshText || 'an sshd of unknown version'} at ${facts.sshd[0]}`
  if (row === undefined)
    return {row: null, sentence: `The ROM matrix has no row for SDK ${facts.sdk}; found by probe: ${found}.`, differences: []}
  const version = facts.openssh?.join('.')
  const differences = [
    ...(facts.sshd.length > 0 && !facts.sshd.some((path) => path.startsWith(`${row.bin}/`)) ? [`sshd is not in ${row.bin}`] : []),
    ...(version !== undefined && !row.openssh.includes(version)
      ? [`OpenSSH is ${version} where the row has ${row.openssh.join(' or ')}`]
      : []),
  ]
  return {row: row.rom, sentence: `ROM row ${row.rom} (SDK ${facts.sdk}); found by probe: ${found}.`, differences}
}
