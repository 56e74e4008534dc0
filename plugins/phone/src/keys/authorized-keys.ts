import type {PublicKey} from './public-key.ts'

export interface BlockKey extends PublicKey {
  /** `expiry-time` as in the file; left out: the key does not expire. */
  expires?: string
}

const begin = '# BEGIN ops (lines between the marks belong to `ops phone sshd`; all others stay as they are)'
const end = '# END ops'
const isBegin = (line: string) => line.startsWith('# BEGIN ops')
const isEnd = (line: string) => line.startsWith('# END ops')

export interface AuthorizedKeys {
  before: string[]
  block: BlockKey[]
  after: string[]
}

/** Parses an authorized_keys file. A block without its end mark ends at the first line that ops did not write. */
export function parseAuthorizedKeys(text: string): AuthorizedKeys {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const first = lines.findIndex(isBegin)
  if (first < 0) return {before: lines, block: [], after: []}
  const block: BlockKey[] = []
  let at = first + 1
  for (; at < lines.length; at++) {
    const key = parseBlockLine(lines[at] ?? '')
    if (key === undefined) break
    block.push(key)
  }
  if (isEnd(lines[at] ?? '')) at++
  return {before: lines.slice(0, first), block, after: lines.slice(at)}
}

/** Formats it again; foreign lines stay byte for byte, and an empty block is left out. */
export function formatAuthorizedKeys({before, block, after}: AuthorizedKeys): string {
  const lines = [...before, ...(block.length === 0 ? [] : [begin, ...block.map(formatBlockKey), end]), ...after]
  return lines.map((line) => `${line}\n`).join('')
}

function formatBlockKey({type, blob, comment, expires}: BlockKey): string {
  const options = expires === undefined ? '' : `expiry-time="${expires}" `
  return `${options}${type} ${blob}${comment === '' ? '' : ` ${comment}`}`
}

function parseBlockLine(line: string): BlockKey | undefined {
  const match = /^(?:expiry-time="(\d{8,14}Z?)" )?([\w@.-]+) ([A-Za-z\d+/]+=*)(?: (.*))?$/.exec(line)
  if (match === null) return undefined
  const [, expires, type = '', blob = '', comment = ''] = match
  return {type, blob, comment, ...(expires === undefined ? {} : {expires})}
}

/** Adds keys and updates those that are there; the others, and the order, stay. */
export function addKeys(block: readonly BlockKey[], added: readonly BlockKey[]): BlockKey[] {
  const byBlob = new Map([...block, ...added].map((key) => [key.blob, key]))
  return [...byBlob.values()]
}

/** A line that ops did not write holds this key too, and so lets it in regardless of ops' own line. */
export function isInForeignLine({before, after}: AuthorizedKeys, {blob}: PublicKey): boolean {
  return [...before, ...after].some((line) => !line.trimStart().startsWith('#') && line.split(/[ \t]/).includes(blob))
}
