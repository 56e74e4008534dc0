import {errorTable} from '@ops/core/errors'

/** `ops mirrorlist query` and `explain`. */
export const errors = errorTable({
  MIRRORLIST_SERVER_UNREACHABLE: {
    message: (url: string, why: string) => `${url} does not answer: ${why}.`,
    hint: () => 'start a server with ops mirrorlist serve, or query the data with --data or --cache',
    exit: 'unreachable',
  },
  MIRRORLIST_SERVER_REFUSED: {
    message: (url: string, status: number, body: string) => `${url} answers ${status}: ${body}`,
    exit: 'refused',
  },
  MIRRORLIST_IP_IGNORED: {
    message: (url: string, ip: string) =>
      `${url} does not trust this machine as a proxy: it ignored ip=${ip} and answered for this machine.`,
    hint: () => 'start the server with --trust-proxy and the address of this machine, or query the data with --data or --cache',
    exit: 'refused',
  },
  MIRRORLIST_REPOSITORY_UNKNOWN: {
    message: (repo: string, arch: string, _known: readonly string[]) =>
      repo === '' && arch === '' ? 'No repository was given: --repo and --arch, or --path.' : `Unknown repository "${repo}" for "${arch}".`,
    // Of hundreds of them, as many as a terminal shows.
    hint: (_repo, _arch, known) =>
      `use one of ${known.slice(0, 20).join(', ')}${known.length > 20 ? ` and ${known.length - 20} others` : ''}`,
    exit: 'refused',
  },
  MIRRORLIST_ADDRESS_BAD: {
    message: (text: string) => `"${text}" is not an IP address.`,
    hint: () => 'write e.g. 192.0.2.1 or 2001:db8::1',
    exit: 'usage',
  },
})
