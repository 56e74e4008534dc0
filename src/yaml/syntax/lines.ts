/** A line of a text. */
export interface Line {
  at: number
  /** Offset after its last character. */
  end: number
  /** Columns before its first character. */
  indent: number
  /** What stands there, without blanks around it; empty for lines that hold nothing or a comment. */
  content: string
}

export function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (let at = 0; at <= text.length; ) {
    const found = text.indexOf('\n', at)
    const end = found === -1 ? text.length : found
    const whole = text.slice(at, end)
    const content = whole.trim()
    lines.push({at, end, indent: whole.length - whole.trimStart().length, content: content.startsWith('#') ? '' : content})
    at = end + 1
  }
  return lines
}

/** Index of the line that an offset is in. */
export function lineAt(lines: readonly Line[], offset: number): number {
  const after = lines.findIndex(({at}) => at > offset)
  return (after === -1 ? lines.length : after) - 1
}

/** Index of the nearest line before, or -1, that holds something and passes. */
export function lineBefore(lines: readonly Line[], index: number, passes: (line: Line) => boolean = () => true): number {
  for (let at = index - 1; at >= 0; at--) if (isContent(lines[at]) && passes(lines[at] as Line)) return at
  return -1
}

/** The entry that begins in a line ends before this one: at the next that is not indented more and closes no bracket of it. */
export function endOfEntry(lines: readonly Line[], index: number): number {
  const {indent, content} = lines[index] as Line
  // A list may stand in the column of its key.
  const listInside = /:(?:\s+#.*)?$/.test(content) && !isDash(content)
  let end = index + 1
  for (let at = end; at < lines.length; at++) {
    const line = lines[at] as Line
    if (!isContent(line)) continue
    const belongs =
      line.indent > indent || (line.indent === indent && (/^[\]}]/.test(line.content) || (listInside && isDash(line.content))))
    if (!belongs) break
    end = at + 1
  }
  return end
}

export function isDash(content: string): boolean {
  return /^-(?:\s|$)/.test(content)
}

/** `key:` with nothing behind it: what belongs to it is indented below. */
export function opensBlock(content: string): boolean {
  return /(?:^|\s|["'\w\]])(?::|-)(?:\s+(?:#.*|[&!]\S+))?$/.test(content) || isDash(content)
}

/** The key that a line begins with. */
export function keyOf(content: string): string | undefined {
  return /^(?:-\s+)*("[^"]*"|'[^']*'|[\w.[\]/-]+)\s*:(?:\s|$)/.exec(content)?.[1]
}

function isContent(line: Line | undefined): boolean {
  return line !== undefined && line.content !== ''
}
