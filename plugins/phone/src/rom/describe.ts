import type {PhoneFacts} from '../facts/phone-facts.ts'
import {romMatrix} from './matrix.ts'

export interface RomReport {
  /** Name of the ROM's generation, or null when ops has no data about this SDK. */
  row: string | null
  /** One sentence: the generation by the SDK, and what the probe found. */
  sentence: string
  /** Where the phone differs from the data about its generation; the probe counts. */
  differences: string[]
}

/** Finds the generation of the phone's ROM by its SDK, and where the phone differs from it. */
export function describeRom(facts: PhoneFacts): RomReport {
  const row = romMatrix.find(({sdk: [low, high]}) => facts.sdk >= low && facts.sdk <= high)
  const found =
    facts.sshd[0] === undefined
      ? 'no sshd'
      : `${facts.opensshText.raw === '' ? 'an sshd of unknown version' : facts.opensshText} at ${facts.sshd[0]}`
  if (row === undefined)
    return {row: null, sentence: `ops has no data about ROMs with SDK ${facts.sdk}; the probe found ${found}.`, differences: []}
  const name = /^\d/.test(row.rom) ? `LineageOS ${row.rom}` : row.rom
  const version = facts.openssh?.join('.')
  const differences = [
    ...(facts.sshd.length > 0 && !facts.sshd.some((path) => path.startsWith(`${row.bin}/`))
      ? [`sshd is not in ${row.bin}, the folder of ${name}`]
      : []),
    ...(version !== undefined && !row.openssh.includes(version)
      ? [`OpenSSH is ${version}, and ${name} has ${row.openssh.join(' or ')}`]
      : []),
  ]
  return {row: row.rom, sentence: `SDK ${facts.sdk} is that of ${name}; the probe found ${found}.`, differences}
}
