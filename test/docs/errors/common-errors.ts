import type {ErrorEntry} from './read-errors.ts'

const core = {file: 'src/cli/ops-command.ts', owner: 'core'}

/** Errors that any command can end with. The base command makes them; no table has them. */
export const commonErrors: ErrorEntry[] = [
  {
    ...core,
    code: 'COMMAND_UNKNOWN',
    sentences: [[{words: 'There is no command ops '}, {value: 'typed words'}, {words: '.'}]],
    hints: [[{words: 'the command or the topic that is most like the typed words, or ops help'}]],
    exits: ['unknownCommand'],
    meaning: 'Nothing was run. Shells use the same exit code for a program that they do not find.',
  },
  {
    ...core,
    code: 'DEADLINE',
    sentences: [[{words: 'Not finished within '}, {value: 'timeout'}, {words: '.'}]],
    hints: [[{words: 'ops runs show prints what was done'}]],
    exits: ['deadline'],
    meaning:
      'The time limit of the whole command (--timeout or OPS_TIMEOUT) is over. What the command had begun was ended or rolled back as on Ctrl-C. The journal says which acts were done and which are unknown.',
  },
  {
    ...core,
    code: 'HOSTS_FAILED',
    sentences: [[{value: 'failed'}, {words: ' of '}, {value: 'all'}, {words: ' hosts failed.'}]],
    hints: [],
    exits: ['someFailed', 'allFailed', 'unreachable', 'refused', 'deadline'],
    meaning:
      'A command over several hosts failed on some of them (exit 2) or on all (exit 3; if all failed for one reason, the exit code of that reason). Each failed host in result.hosts[] has an error of its own.',
  },
  {
    ...core,
    code: 'INTERNAL',
    sentences: [[{value: 'message'}]],
    hints: [],
    exits: ['internal'],
    meaning: 'A fault of ops itself, or of a library. OPS_DEBUG=1 prints where it happened. Please report it with that output.',
  },
  {
    ...core,
    code: 'INTERRUPTED',
    sentences: [[{words: 'Stopped by '}, {value: 'signal'}, {words: '.'}]],
    hints: [[{words: 'ops runs show prints what was done'}]],
    exits: ['interrupted', 'terminated'],
    meaning:
      'The command received SIGINT or SIGTERM, stopped what it was doing and released its leases. The journal says which acts were done and which are unknown.',
  },
  {
    ...core,
    code: 'USAGE',
    sentences: [[{value: 'message'}]],
    hints: [[{value: 'command'}, {words: ' --help'}]],
    exits: ['usage'],
    meaning: 'A flag or an argument is unknown, missing or malformed. Nothing was run.',
  },
]

/** Meanings of the errors that a source file makes without a table. */
export const meaningsOfHandMade: Readonly<Record<string, string>> = {
  SETTINGS_INVALID:
    'A setting has a value that ops cannot use, or a file of settings cannot be read. Nothing was run. ops config --explain prints where each value comes from.',
  TEXT_DURATION_INVALID: 'A length of time is a number with a unit: ms, s, m, h or d. Nothing was run.',
}
