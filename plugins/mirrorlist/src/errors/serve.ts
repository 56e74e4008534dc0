import {errorTable} from '@ops/core/errors'

/** Building, publishing and serving. */
export const errors = errorTable({
  MIRRORLIST_SOURCE_MISSING: {
    message: () => 'No mirror data was given.',
    hint: () => 'give --data DIR, --cache FILE or --snapshot FILE',
    exit: 'usage',
  },
  MIRRORLIST_SOURCES_CLASH: {
    message: (names: string) => `${names} each name a source of mirror data; only one is allowed.`,
    hint: () => 'keep one of --cache, --data, --snapshot and --from',
    exit: 'usage',
  },
  MIRRORLIST_URL_BAD: {
    message: (text: string) => `"${text}" is not an http or https URL.`,
    hint: () => 'write e.g. https://data.example.org/mirrorlist/',
    exit: 'usage',
  },
  MIRRORLIST_LISTEN_FAILED: {
    message: (address: string, why: string) => `The mirrorlist service cannot listen on ${address}: ${why}.`,
    hint: (address) => `find the process that holds ${address} with ss -lntp and end it, or choose another --listen`,
    exit: 'refused',
  },
  MIRRORLIST_PULL_FAILED: {
    message: (url: string, why: string) => `The snapshot at ${url} was not pulled: ${why}.`,
    hint: (url) => `check it with curl ${url}, and run ops mirrorlist publish on the publisher`,
    exit: 'unreachable',
  },
  MIRRORLIST_PULL_OLDER: {
    message: (url: string, offered: number, served: number, _file: string) =>
      `${url} offers generation ${offered}, which is older than the served generation ${served}; it is not used.`,
    hint: (_url, _offered, _served, file) =>
      `publish a newer generation; or, to go back to the older one, stop the service and delete ${file}`,
    exit: 'refused',
  },
  MIRRORLIST_BUILD_DIED: {
    message: (why: string) => `The process that compiles the snapshot ended early: ${why}.`,
    exit: 'internal',
  },
  MIRRORLIST_WORKERS_FAIL: {
    message: (count: number) => `${count} workers in a row ended before they could serve.`,
    hint: () => 'read the error output of the workers above; set OPS_DEBUG=1 for more',
    exit: 'internal',
  },
})
