import type {ExitName} from '../../../src/errors/exit-codes.ts'
import type {Part} from './render-sentence.ts'

/** What the sources do not say of an error that is made by hand. */
export interface HandMade {
  meaning: string
  /** Where the exit code is computed. */
  exits?: ExitName[]
  /** Where the sentence is not that of an OpsError. */
  sentence?: Part[]
  hint?: Part[]
}

/** Errors of the command line itself, which any command can end with; their sentences are those of src/cli and commands/. */
export const commonErrors: Readonly<Record<string, HandMade>> = {
  COMMAND_UNKNOWN: {
    meaning: 'Nothing was run. Shells use the same exit code for a program that they do not find.',
    hint: [{words: 'the command that is most like the typed one, or ops --help'}],
  },
  DEADLINE: {
    meaning:
      'The time limit of the whole command (--timeout, OPS_TIMEOUT or the setting timeout) is over. What the command had begun was ended or rolled back as on Ctrl-C; a server finished its running answers first. If the command acted on a machine, the journal says which acts were done and which are unknown.',
    hint: [
      {
        words:
          'run ops runs show RUN if the command wrote to the journal; for a server run ops config --explain, which says where the limit comes from',
      },
    ],
  },
  HOSTS_FAILED: {
    meaning:
      'A command over several hosts failed on more than one of them. It ends with 2 if it failed on some, and with 3 if it failed on all; if it failed on all and each error has the same exit code 4, 5 or 124, with this one. Each failed host in result.hosts[] has an error of its own.',
    sentence: [{value: 'failed'}, {words: ' of '}, {value: 'all'}, {words: ' hosts failed.'}],
    exits: ['someFailed', 'allFailed', 'unreachable', 'refused', 'deadline'],
  },
  INTERNAL: {meaning: 'A fault of ops itself, or of a library. What the command had begun is in the journal.'},
  INTERRUPTED: {
    meaning:
      'The command received SIGINT or SIGTERM, stopped what it was doing and released its leases. If the command acted on a machine, the journal says which acts were done and which are unknown.',
    exits: ['interrupted', 'terminated'],
    hint: [{words: 'run ops runs show RUN if the command wrote to the journal'}],
  },
  USAGE: {
    meaning: 'A flag or an argument is unknown, missing or malformed. Nothing was run.',
    hint: [
      {words: 'run the command of the hint, which is the corrected one where ops can tell what was meant, or the command with --help'},
    ],
  },
}

/** Errors that a source file makes without a table. */
export const handMade: Readonly<Record<string, HandMade>> = {
  GUARD_REFUSED: {
    meaning:
      'A guard found a reason not to cut a machine or not to go on. The refused act changed nothing. The sentence is that of the first finding, which has a code and an entry of its own on this page (such as POWER_UNDECLARED_WORK); ops runs show RUN lists all findings, and with --json result.hosts[].findings has their codes.',
    sentence: [{value: 'the first finding'}, {words: ' (and '}, {value: 'number'}, {words: ' more)'}],
    hint: [{words: 'that of the first finding; and --force REASON, if a reason overrides all findings'}],
  },
  SETTINGS_INVALID: {
    meaning:
      'A setting has a value that ops cannot use, or a file of settings cannot be read. Nothing was run. ops config --explain prints where each value comes from.',
  },
  TEXT_DURATION_INVALID: {meaning: 'A length of time is a number with a unit: ms, s, m, h or d. Nothing was run.'},
}
