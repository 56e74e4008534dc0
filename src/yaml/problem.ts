/** A place in a file; lines and columns count from 1. */
export interface SourceSpot {
  file: string
  line: number
  column: number
}

/** What code reads of a mistake, instead of its sentence. */
export interface MistakeFields {
  /** The key that a mapping lacks. */
  missing?: string
  /** The known key or name that was probably meant. */
  meant?: string
}

/** A sentence about a place in a file. */
export interface Problem extends MistakeFields {
  spot: SourceSpot
  /** Names of keys from the top of the file to the place: `hosts.web1.power`. */
  path?: string
  message: string
  /** What was probably meant, or what to write instead. */
  hint?: string
}

/** A problem for programs. */
export interface ProblemJson extends SourceSpot {
  path: string
  message: string
  hint: string | null
}

/** `ops.yaml:3:12: hosts.web1: unknown key "adress". Did you mean "address"?` */
export function formatProblem(problem: Problem): string {
  const {file, line, column} = problem.spot
  return `${file}:${line}:${column}: ${problemText(problem)}`
}

/** Without the place. */
export function problemText({path, message, hint}: Problem): string {
  const more = hint === undefined ? '' : ` ${hint}`
  if (path === undefined || path === '') return `${message}${more}`
  // `"hosts" must be a mapping`, but `hosts.a.ssh: must be a mapping`.
  return !path.includes('.') && message.startsWith('must ') ? `"${path}" ${message}${more}` : `${path}: ${message}${more}`
}

export function problemJson({spot, path = '', message, hint}: Problem): ProblemJson {
  return {...spot, path, message, hint: hint ?? null}
}

/**
 * In the order of their places, each once: what several hosts have from one place, by an alias or defaults, is one mistake. Long
 * keys and values are cut off.
 */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const sorted = problems.toSorted((a, b) => a.spot.line - b.spot.line || a.spot.column - b.spot.column)
  const seen = new Set<string>()
  return sorted.map(cutLong).filter(({spot, message, hint}) => {
    const text = `${spot.line}:${spot.column}: ${message} ${hint}`
    return !seen.has(text) && seen.add(text)
  })
}

/** Characters of a key or value that are shown, and of a whole sentence. */
const most = {quoted: 100, sentence: 1000}

function cutLong(problem: Problem): Problem {
  const {path, message, hint} = problem
  if (message.length + (path?.length ?? 0) + (hint?.length ?? 0) <= most.quoted) return problem
  return {
    ...problem,
    ...(path === undefined ? {} : {path: cut(path, most.quoted * 2)}),
    message: cutQuoted(message),
    ...(hint === undefined ? {} : {hint: cutQuoted(hint)}),
  }
}

function cutQuoted(text: string): string {
  const shorter = text.replace(/"((?:[^"\\]|\\.)*)"/gs, (whole, inner: string) =>
    inner.length > most.quoted ? `"${cut(inner, most.quoted)}"` : whole,
  )
  return cut(shorter, most.sentence)
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).replace(/[\ud800-\udbff]$|\\$/, '')}…`
}
