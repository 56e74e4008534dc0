import {errorTable} from '@ops/core/errors'

/** `ops mirrorlist stats`. */
export const errors = errorTable({
  MIRRORLIST_STATS_MISSING: {
    message: (file: string) => `${file} does not exist, so no statistics have been recorded there.`,
    hint: () => 'run ops mirrorlist serve, which counts accesses, or name another file with --store',
    exit: 'usage',
    meaning: 'The file of access statistics does not exist. Nothing was read or changed.',
  },
  MIRRORLIST_LOG_BAD: {
    message: (file: string, why: string) => `${file} was not imported: ${why}.`,
    hint: () => 'use lines of the form "IP: a; DATE: YYYY-MM-DD; COUNTRY: CC; REPO: r; ARCH: a", plain or gzip',
    exit: 'usage',
    meaning:
      'The log cannot be read, or has no line of an access. Nothing of it was counted; logs named before it were counted and are skipped when the command is repeated.',
  },
  MIRRORLIST_DATE_BAD: {
    message: (text: string) => `"${text}" is not a date.`,
    hint: () => 'write e.g. 2026-11-20',
    exit: 'usage',
    meaning: 'The value of --date is not a day of the calendar in the form YYYY-MM-DD. Nothing was read.',
  },
})
