import {asSentence} from '@ops/core/text'
import {criuErrors} from './criu-errors.ts'

/** What criu's log says, for people. */
export interface CriuFailure {
  sentence: string
  /** The next step; absent where ops does not know the error. */
  hint?: string
}

/** Who was saved or restored where. */
export interface CriuWork {
  name: string
  host: string
}

/** Lines that follow from an error that was logged before, or that criu logs in runs that end well. */
const consequences =
  /Dumping FAILED|Restoring FAILED|\(pid: \d+\) failed with -?\d+|RLIMIT_NOFILE for self|Unable to create tun|exited, status=|Can't retrieve FDs from socket|Message reply from daemon is trimmed|cgroupd: recv req error/

/**
 * The cause in the error lines of criu's log: that of the first row of the table that matches one, else the first line as it is,
 * because what follows from an error is logged after it.
 */
export function explainCriuError(lines: readonly string[], work: CriuWork): CriuFailure {
  const own = lines.filter((line) => !consequences.test(line))
  for (const {pattern, sentence, hint} of criuErrors) {
    const found = own.map((line) => pattern.exec(line)).find((match) => match !== null)
    if (found) return {sentence: sentence(work, found), hint: hint(work, found)}
  }
  const [first] = own.length > 0 ? own : lines
  return {sentence: asSentence(first === undefined ? 'criu logged no error' : withoutPlace(first))}
}

/** Drops time stamp, process id and "Error (file.c:line):". */
function withoutPlace(line: string): string {
  return line.replace(/^\([0-9.]+\)\s*/, '').replace(/^\s*(?:pie: )?(?:\d+: )?Error \([^)]*\):\s*/, '')
}
