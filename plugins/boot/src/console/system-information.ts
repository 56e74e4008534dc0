import type {SystemInformation} from '../timeline/evidence.ts'

/** Adds one `Name = value` line of the block to `known`; returns undefined when the line ends the block. */
export function readInformationLine(known: SystemInformation, line: string): SystemInformation | undefined {
  const match = /^\s*([A-Z][\w/ -]*?)\s*=\s*(.+?)\s*$/.exec(line)
  if (match === null) return undefined
  const [, name = '', value = ''] = match
  const number = (pattern: RegExp) => {
    const found = pattern.exec(value)?.[1]
    return found === undefined ? undefined : Number(found)
  }
  switch (name) {
    case 'Processor':
      return {...known, processor: value.replace(/\s*@.*$/, ''), ...defined('processorMHz', number(/@\s*(\d+)\s*MHz/))}
    case 'I/O Bridge':
      return {...known, ioBridge: value}
    case 'Timebase':
      return {...known, ...defined('timebaseKHz', number(/^(\d+)\s*kHz/))}
    case 'Config':
      return {...known, smpDisabled: /SMP disabled/i.test(value)}
    case 'SMP Size':
      return {...known, ...defined('processors', number(/^(\d+)/)), ...defined('threads', number(/\((\d+) threads?\)/))}
    case 'Boot-Date':
      return {...known, bootDate: value}
    case 'Memory':
      return {...known, ...defined('memoryMB', number(/^(\d+)\s*MB/))}
    default:
      return {...known, other: {...known.other, [name]: value}}
  }
}

function defined<K extends string>(key: K, value: number | undefined): {[P in K]?: number} {
  return (value === undefined ? {} : {[key]: value}) as {[P in K]?: number}
}
