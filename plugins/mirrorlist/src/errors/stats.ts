import {errorTable} from '@ops/core/errors'

/** `ops mirrorlist stats`. */
export const errors = errorTable({
  MIRRORLIST_STATS_MISSING: {
    message: (file: string) => `${file} holds no statistics.`,
    hint: () => 'run ops mirrorlist serve, which counts, or name another file with --store',
    exit: 'refused',
  },
  MIRRORLIST_LOG_BAD: {
    message: (file: string, why: string) => `${file} was not imported: ${why}.`,
    hint: () => 'use lines of the form "IP: a; DATE: YYYY-MM-DD; COUNTRY: CC; REPO: r; ARCH: a", plain or gzip',
    exit: 'refused',
  },
  MIRRORLIST_DATE_BAD: {
    message: (text: string) => `"${text}" is not a date.`,
    hint: () => 'write e.g. 2026-11-20',
    exit: 'usage',
  },
})
