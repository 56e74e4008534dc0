import type {Problem} from './problem.ts'

/** Control characters that YAML does not allow (YAML 1.2, section 5.1). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/

/** The text of a file, or the place of what is no text in it. */
export function decodeText(bytes: Uint8Array, file: string): {text: string; problem?: Problem} {
  const text = new TextDecoder().decode(bytes)
  const bad = isUtf8(bytes) ? undefined : firstBadByte(bytes)
  if (bad !== undefined) {
    const byte = (bytes[bad] as number).toString(16).toUpperCase().padStart(2, '0')
    return {
      text,
      problem: {
        spot: spotAfter(bytes.subarray(0, bad), file),
        message: `the byte 0x${byte} is not UTF-8.`,
        hint: `Convert the file: iconv -f ISO-8859-1 -t UTF-8 ${file}`,
      },
    }
  }
  const found = control.exec(text)
  if (found === null) return {text}
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return {
    text,
    problem: {
      spot: spotAfter(new TextEncoder().encode(text.slice(0, found.index)), file),
      message: `the control character U+${code} is not allowed in YAML.`,
      hint: 'Remove it, or write it as an escape sequence in double quotes.',
    },
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
  return {file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1}
}
