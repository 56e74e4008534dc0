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

/** In the order of their places, each once. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const sorted = problems.toSorted((a, b) => a.spot.line - b.spot.line || a.spot.column - b.spot.column)
  const seen = new Set<string>()
  return sorted.filter((problem) => {
    const text = formatProblem(problem)
    return !seen.has(text) && seen.add(text)
  })
}
