/** Exit codes of every `ops` command (docs/architecture.md, rule 2). */
export const exitCodes = {
  done: 0,
  internal: 1,
  someFailed: 2,
  allFailed: 3,
  unreachable: 4,
  refused: 5,
  changes: 6,
  usage: 64,
  wrongNode: 70,
  deadline: 124,
  unknownCommand: 127,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitName = keyof typeof exitCodes
export type ExitCode = (typeof exitCodes)[ExitName]
