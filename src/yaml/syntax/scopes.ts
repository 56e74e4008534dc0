import {lastUpTo} from './patch.ts'
import {isDash, type Line, linesOf} from './lines.ts'

/** A part of a text that is YAML by itself. */
export interface Scope {
  start: number
  end: number
}

/**
 * Entries at the top of the file, and of those that are blocks the entries one level below: a mistake in one does not change
 * how the others read, for whatever YAML leaves open ends where the indentation does.
 */
export function scopesOf(text: string): (offset: number) => Scope {
  const lines = linesOf(text)
  const starts = [0]
  let child: number | undefined
  for (const line of lines) {
    if (line.content === '' || /^[\]}]/.test(line.content)) continue
    if (line.indent === 0) {
      // Inside brackets the indentation means nothing.
      if (/^[[{]/.test(line.content)) return () => ({start: 0, end: text.length})
      starts.push(line.at)
      child = isBlockKey(line) ? -1 : undefined
    } else if (child === -1) {
      child = line.indent
      starts.push(line.at)
    } else if (child !== undefined && line.indent <= child && !text.startsWith('\t', line.at + line.indent - 1)) starts.push(line.at)
  }
  return (offset) => {
    const index = lastUpTo(starts, offset)
    return {start: starts[index] ?? 0, end: starts[index + 1] ?? text.length}
  }
}

function isBlockKey({content}: Line): boolean {
  return /:(?:\s+#.*)?$/.test(content) && !isDash(content)
}
