const tokens = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|(?<=^|\s)#[^\n]*|[[\]{}]/gm

/** Offsets of the brackets that are open before `end`; quoted texts and comments are passed over. */
export function openBrackets(text: string, end: number): number[] {
  const open: number[] = []
  for (const {0: token, index} of text.matchAll(tokens)) {
    if (index >= end) break
    if (token === '{' || token === '[') {
      // In plain text, as in node[1-3], a bracket opens nothing.
      if (open.length > 0 || /(?:\n|[:-]\s)\s*$/.test(`\n${text.slice(Math.max(0, index - 40), index)}`.slice(index < 40 ? 0 : 1))) {
        open.push(index)
      }
    } else if (token === '}' || token === ']') open.pop()
  }
  return open
}
