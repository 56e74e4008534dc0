const entities: Record<string, string> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;'}

/** Text for an element or an attribute: the five entities, everything beyond ASCII as a reference, control characters (no XML) dropped. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']|[^ -~]/gu, (letter) => {
    const code = letter.codePointAt(0) as number
    if (code < 0x20) return ''
    const allowed = code < 0xd800 || (code > 0xdfff && code < 0xfffe) || code > 0xffff
    return entities[letter] ?? (allowed ? `&#${code};` : '')
  })
}

/** Text for a comment, which may not hold `--` nor end in `-`. */
export function escapeComment(text: string): string {
  return text
    .replace(/[^ -~\n]/gu, '?')
    .replace(/-(?=-)/g, '- ')
    .replace(/-$/, '- ')
}
