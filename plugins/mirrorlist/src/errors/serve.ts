import {errorTable} from '@ops/core/errors'

/** Building, publishing and serving. */
export const errors = errorTable({
  MIRRORLIST_SOURCE_MISSING: {
    message: () => 'No mirror data was given.',
    hint: () => 'give --data DIR, --cache FILE or --snapshot FILE',
    exit: 'usage',
    meaning: 'build and publish need data of your own; only serve, query and explain use the sample. Nothing was written.',
  },
  MIRRORLIST_SOURCES_CLASH: {
    message: (names: string) => `${names} each name a source of mirror data; only one is allowed.`,
    hint: () => 'keep one of --cache, --data, --snapshot and --from',
    exit: 'usage',
    meaning: 'The command reads mirror data from one source only and was not started.',
  },
  MIRRORLIST_URL_BAD: {
    message: (text: string) => `"${text}" is not an http or https URL.`,
    hint: () => 'write e.g. https://data.example.org/mirrorlist/',
    exit: 'usage',
    meaning: 'The value of --from is not a URL that snapshots can be fetched from. The service was not started.',
  },
  MIRRORLIST_LISTEN_FAILED: {
    message: (address: string, why: string) => `The mirrorlist service cannot listen on ${address}: ${why}.`,
    hint: (address) => `find the process that holds ${address} with ss -lntp and end it, or choose another --listen`,
    exit: 'refused',
    meaning: 'The address is in use, or this user may not use it. The service ended; no client was answered.',
  },
  MIRRORLIST_PULL_FAILED: {
    message: (url: string, why: string) => `The snapshot at ${url} was not fetched: ${why}.`,
    hint: (url) => `check it with curl ${url}, and run ops mirrorlist publish on the publisher`,
    exit: 'unreachable',
    meaning:
      'The publisher could not be reached, or what it offers is damaged. The snapshot that was fetched before stays in use and the service tries again; without one it does not start.',
  },
  MIRRORLIST_PULL_OLDER: {
    message: (url: string, offered: number, served: number, _file: string) =>
      `${url} offers generation ${offered}, which is older than the served generation ${served}; it is not used.`,
    hint: (_url, _offered, _served, file) =>
      `publish a newer generation; or, to go back to the older one, stop the service and delete ${file}`,
    exit: 'refused',
    meaning:
      'The publisher was restored from a backup, or its clock was ahead earlier. The service never goes back to older data by itself; it keeps the newer ones.',
  },
  MIRRORLIST_BUILD_DIED: {
    message: (why: string) => `The process that compiles the snapshot ended early: ${why}.`,
    hint: () => 'compile by hand to see the cause: ops mirrorlist build --data DIR',
    exit: 'internal',
    meaning: 'The process was killed (often for lack of memory) or took more than 15 minutes. A running service keeps its older data.',
  },
  MIRRORLIST_WORKERS_FAIL: {
    message: (count: number) => `${count} workers in a row ended before they could serve.`,
    hint: () => 'read the error output of the workers above; check free memory with free -m',
    exit: 'internal',
    meaning: 'No process is left that could answer clients, so the service ended. The data files are unchanged.',
  },
})
