import type {PublicKey} from './public-key.ts'

export interface BlockKey extends PublicKey {
  /** `expiry-time` as it stands in the file; none: for good. */
  expires?: string
}

const begin = '# BEGIN ops (lines between the marks belong to `ops phone sshd`; all others stay as they are)'
const end = '# END ops'
const isBegin = (line: string) => line.startsWith('# BEGIN ops')
const isEnd = (line: string) => line.startsWith('# END ops')

export interface SplitKeys {
  before: string[]
  block: BlockKey[]
  after: string[]
}

/** Takes an authorized_keys file apart. A block whose end mark was lost ends at the first line that ops did not write. */
export function splitKeys(text: string): SplitKeys {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const first = lines.findIndex(isBegin)
  if (first < 0) return {before: lines, block: [], after: []}
  const block: BlockKey[] = []
  let at = first + 1
  for (; at < lines.length; at++) {
    const key = readBlockLine(lines[at] ?? '')
    if (key === undefined) break
    block.push(key)
  }
  if (isEnd(lines[at] ?? '')) at++
  return {before: lines.slice(0, first), block, after: lines.slice(at)}
}

/** Puts it together again; foreign lines come out byte for byte, and a block of no keys leaves no trace. */
export function joinKeys({before, block, after}: SplitKeys): string {
  const lines = [...before, ...(block.length === 0 ? [] : [begin, ...block.map(showBlockKey), end]), ...after]
  return lines.map((line) => `${line}\n`).join('')
}

function showBlockKey({type, blob, comment, expires}: BlockKey): string {
  const options = expires === undefined ? '' : `expiry-time="${expires}" `
  return `${options}${type} ${blob}${comment === '' ? '' : ` ${comment}`}`
}

function readBlockLine(line: string): BlockKey | undefined {
  const match = /^(?:expiry-time="(\d{8,14}Z?)" )?([\w@.-]+) ([A-Za-z\d+/]+=*)(?: (.*))?$/.exec(line)
  if (match === null) return undefined
  const [, expires, type = '', blob = '', comment = ''] = match
  return {type, blob, comment, ...(expires === undefined ? {} : {expires})}
}

/** Adds keys, or gives the ones that are there what is new about them; the others stay, and so does everybody's place. */
export function addKeys(block: readonly BlockKey[], added: readonly BlockKey[]): BlockKey[] {
  const byBlob = new Map([...block, ...added].map((key) => [key.blob, key]))
  return [...byBlob.values()]
}

/** A line that ops did not write lets this key in as well, whatever ops' own line says. */
export function isElsewhere({before, after}: SplitKeys, {blob}: PublicKey): boolean {
  return [...before, ...after].some((line) => !line.trimStart().startsWith('#') && line.split(/[ \t]/).includes(blob))
}
