import {writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {inspect} from 'node:util'

export interface Caller {
  /** As it was typed: `ops power off`. */
  command: string
  /** Name and version of ops, of the system and of Node, as oclif's user agent gives them. */
  program: string
}

/**
 * Writes what a bug report needs (version, command line, stack) to a file that only this user reads, and says where; the text itself
 * when no file can be written.
 */
export function writeCrashReport(thrown: unknown, {command, program}: Caller): string {
  const text = [
    program,
    `${new Date().toISOString()} ${command}`,
    `arguments: ${JSON.stringify(process.argv.slice(2))}`,
    '',
    inspect(thrown, {depth: 5}),
    '',
  ].join('\n')
  const file = join(tmpdir(), `ops-crash-${Date.now()}-${process.pid}.txt`)
  try {
    writeFileSync(file, text, {mode: 0o600, flag: 'wx'})
    return `the file ${file} (version, command, stack)`
  } catch {
    return `these lines:\n${text.trimEnd()}`
  }
}
