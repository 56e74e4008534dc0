/** A place in a file; lines and columns count from 1. */
export interface SourceSpot {
  file: string
  line: number
  column: number
}

/** A sentence about a place in a file. */
export interface Problem {
  spot: SourceSpot
  message: string
}

/** `ops.yaml:3:12: sentence` */
export function formatProblem({spot, message}: Problem): string {
  return `${spot.file}:${spot.line}:${spot.column}: ${message}`
}

/** In the order of their places. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.spot.line - b.spot.line || a.spot.column - b.spot.column)
}
