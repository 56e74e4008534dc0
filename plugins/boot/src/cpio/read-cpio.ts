import type {CpioEntry} from './write-cpio.ts'

/** By the file type bits of c_mode (stat(2)). */
const kinds = new Map<number, CpioEntry['kind']>([
  [0o040000, 'folder'],
  [0o100000, 'file'],
  [0o120000, 'link'],
  [0o020000, 'device'],
  [0o060000, 'device'],
])

/** Reads one "newc" archive or several concatenated ones, as the kernel does. Throws RangeError when it is damaged. */
export function readCpio(bytes: Buffer): CpioEntry[] {
  const entries: CpioEntry[] = []
  let at = 0
  while (at < bytes.length) {
    if (bytes[at] === 0) {
      at += 1
      continue
    }
    const magic = bytes.toString('latin1', at, at + 6)
    if (magic !== '070701' && magic !== '070702') throw new RangeError(`no cpio header at byte ${at}`)
    const field = (index: number) => {
      const text = bytes.toString('latin1', at + 6 + index * 8, at + 14 + index * 8)
      if (!/^[0-9a-fA-F]{8}$/.test(text)) throw new RangeError(`a damaged cpio header at byte ${at}`)
      return Number.parseInt(text, 16)
    }
    const [mode, size, nameSize] = [field(1), field(6), field(11)]
    const dataAt = pad4(at + 110 + nameSize)
    if (nameSize === 0 || dataAt + size > bytes.length) throw new RangeError(`the entry at byte ${at} ends past the archive`)
    const path = bytes.toString('utf8', at + 110, at + 110 + nameSize - 1)
    const data = bytes.subarray(dataAt, dataAt + size)
    const kind = kinds.get(mode & 0o170000)
    if (path !== 'TRAILER!!!' && kind !== undefined)
      entries.push(entryOf({kind, path, mode: mode & 0o7777, data, major: field(9), minor: field(10)}))
    at = pad4(dataAt + size)
  }
  return entries
}

interface RawEntry {
  kind: CpioEntry['kind']
  path: string
  mode: number
  data: Buffer
  major: number
  minor: number
}

function entryOf({kind, path, mode, data, major, minor}: RawEntry): CpioEntry {
  switch (kind) {
    case 'file':
      return {kind, path, mode, data}
    case 'link':
      return {kind, path, mode, target: data.toString()}
    case 'device':
      return {kind, path, mode, major, minor}
    case 'folder':
      return {kind, path, mode}
  }
}

function pad4(value: number): number {
  return Math.ceil(value / 4) * 4
}
