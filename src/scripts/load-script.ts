import {readFileSync} from 'node:fs'

const loaded = new Map<string, string>()

/**
 * The text of a program that runs on another machine, read once. Files that its header names (`# Needs: kit.pl`, paths
 * relative to its folder, separated by blanks) are put in front of it, each once. The text usually travels as one argument,
 * of which the kernel takes at most 128 KiB (MAX_ARG_STRLEN, execve(2)).
 */
export function loadScript(url: URL): string {
  const known = loaded.get(url.href)
  if (known !== undefined) return known
  const parts = new Map<string, string>()
  collect(url, parts)
  const text = [...parts.values()].join('\n')
  loaded.set(url.href, text)
  return text
}

/** Depth first: what a script needs comes before it. */
function collect(url: URL, parts: Map<string, string>): void {
  if (parts.has(url.href)) return
  const source = readFileSync(url, 'utf8')
  for (const path of neededScripts(source)) collect(new URL(path, url), parts)
  parts.set(url.href, source)
}

/** Paths in the `# Needs:` line of a script's header. */
export function neededScripts(source: string): string[] {
  const line = /^# Needs: (.+)$/m.exec(source)?.[1]
  return line === undefined ? [] : line.trim().split(/\s+/)
}
