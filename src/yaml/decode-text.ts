import type {Problem} from './problem.ts'

/** Control characters that YAML does not allow (YAML 1.2, section 5.1). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/

export interface DecodedText {
  text: string
  /** What is no text in the file, or is written as other programs write it; `text` is the rest. */
  problem?: Problem
  /** True for a line that is not read as it was meant. */
  isBadLine(line: number): boolean
}

/** The text of a file, with the place of what is no text in it. */
export function decodeText(bytes: Uint8Array, file: string): DecodedText {
  const wide = wideEncoding(bytes)
  if (wide !== undefined) {
    const message = `the file is written in ${wide.name}; ops reads UTF-8.`
    const hint = `Convert the file: iconv -f ${wide.name} -t UTF-8 ${file} > NEW`
    const text = wide.decoder === undefined ? '' : new TextDecoder(wide.decoder).decode(bytes)
    return {text, problem: {spot: {file, line: 1, column: 1}, message, hint}, isBadLine: () => wide.decoder === undefined}
  }
  const text = new TextDecoder().decode(bytes)
  const bad = isUtf8(bytes) ? undefined : firstBadByte(bytes)
  if (bad !== undefined) {
    const byte = (bytes[bad] as number).toString(16).toUpperCase().padStart(2, '0')
    return {
      text,
      problem: {
        spot: spotAfter(bytes.subarray(0, bad), file),
        message: `the byte 0x${byte} is not UTF-8.`,
        hint: `Convert the file: iconv -f ISO-8859-1 -t UTF-8 ${file} > NEW`,
      },
      isBadLine: linesWith(text, /[\ufffd]/),
    }
  }
  const found = control.exec(text)
  if (found === null) return {text, isBadLine: () => false}
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return {
    text,
    problem: {
      spot: spotAfter(new TextEncoder().encode(text.slice(0, found.index)), file),
      message: `the control character U+${code} is not allowed in YAML.`,
      hint: 'Remove it, or write it as an escape sequence in double quotes.',
    },
    isBadLine: linesWith(text, control),
  }
}

/** Encodings of two or four bytes for each character, as editors on other systems write them: by their mark, or by zeros. */
function wideEncoding(bytes: Uint8Array): {name: string; decoder?: string} | undefined {
  const start = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  if (start === 'fffe0000' || start === '0000feff') return {name: 'UTF-32'}
  if (start.startsWith('fffe')) return {name: 'UTF-16', decoder: 'utf-16le'}
  if (start.startsWith('feff')) return {name: 'UTF-16', decoder: 'utf-16be'}
  if (/^00[^0]./.test(start) || /^00.[^0]/.test(start)) return bytes[2] === 0 ? {name: 'UTF-16BE', decoder: 'utf-16be'} : undefined
  return bytes.length > 3 && bytes[0] !== 0 && bytes[1] === 0 && bytes[3] === 0 ? {name: 'UTF-16LE', decoder: 'utf-16le'} : undefined
}

function linesWith(text: string, pattern: RegExp): (line: number) => boolean {
  let bad: Set<number> | undefined
  return (line) => {
    bad ??= new Set(text.split('\n').flatMap((one, index) => (pattern.test(one) ? [index + 1] : [])))
    return bad.has(line)
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', {fatal: true}).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** The longest beginning that is whole UTF-8 ends where the first bad sequence starts. */
function firstBadByte(bytes: Uint8Array): number {
  let [low, high] = [0, bytes.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (isUtf8Beginning(bytes.subarray(0, middle))) low = middle
    else high = middle - 1
  }
  // A sequence that is cut off counts as a beginning: go back to its first byte.
  while (low > 0 && !isUtf8(bytes.subarray(0, low))) low--
  return Math.min(low, bytes.length - 1)
}

function isUtf8Beginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', {fatal: true}).decode(bytes, {stream: true})
    return true
  } catch {
    return false
  }
}

/** The place after some whole lines and characters. */
function spotAfter(before: Uint8Array, file: string) {
  const lines = new TextDecoder().decode(before).split('\n')
  return {file, line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1}
}
