import {errorTable} from '@ops/core/errors'

/** Of hundreds of them, as many as a terminal shows. */
function someOf(known: readonly string[]): string {
  return `${known.slice(0, 20).join(', ')}${known.length > 20 ? ` and ${known.length - 20} others` : ''}`
}

/** `ops mirrorlist query` and `explain`. */
export const errors = errorTable({
  MIRRORLIST_SERVER_UNREACHABLE: {
    message: (url: string, why: string) => `The server ${url} does not answer: ${why}.`,
    hint: () => 'start a server with ops mirrorlist serve, or query the data with --data or --cache',
    exit: 'unreachable',
    meaning: 'The server given with --url could not be reached, so it is unknown which mirrors it would list.',
  },
  MIRRORLIST_SERVER_REFUSED: {
    message: (url: string, status: number, body: string) => `${url} answers ${status}: ${body}`,
    exit: 'refused',
    meaning:
      'The server, or the data when no server was named, refused the query with this status and text. No list of mirrors was returned.',
  },
  MIRRORLIST_IP_IGNORED: {
    message: (url: string, ip: string) =>
      `The server ${url} does not trust this machine as a proxy: it ignored ip=${ip} and answered for this machine.`,
    hint: () => 'start the server with --trust-proxy and the address of this machine, or query the data with --data or --cache',
    exit: 'refused',
    meaning:
      'A server accepts the address of another client from trusted proxies only. Its answer was for this machine, so it is not shown.',
  },
  MIRRORLIST_REPOSITORY_MISSING: {
    message: (_known: readonly string[]) => 'No repository was given.',
    hint: (known) => `give --repo and --arch (${someOf(known)}), or --path`,
    exit: 'usage',
    meaning: 'A query needs the repository whose mirrors it asks for. No query was sent.',
  },
  MIRRORLIST_REPOSITORY_UNKNOWN: {
    meaning: 'The data have no repository of this name and architecture, so no mirror can be listed.',
    message: (repo: string, arch: string, _known: readonly string[]) => `Unknown repository "${repo}" for "${arch}".`,
    hint: (_repo, _arch, known) => `use one of ${someOf(known)}`,
    exit: 'usage',
  },
  MIRRORLIST_COUNTRY_BAD: {
    message: (text: string) => `"${text}" is not a country code.`,
    hint: () => 'write two letters of ISO 3166, e.g. SE, or several: SE,DE; or global for all mirrors',
    exit: 'usage',
    meaning: 'Countries are given by their codes of two letters. No query was sent.',
  },
  MIRRORLIST_PROTOCOL_BAD: {
    message: (text: string) => `No mirror is listed by the protocol "${text}".`,
    hint: () => 'write http, https or rsync, or several: http,https',
    exit: 'usage',
    meaning: 'Mirrors have URLs of http, https and rsync. No query was sent.',
  },
  MIRRORLIST_ADDRESS_BAD: {
    message: (text: string) => `"${text}" is not an IP address.`,
    hint: () => 'write e.g. 192.0.2.1 or 2001:db8::1',
    exit: 'usage',
    meaning: 'The address of the client has another form than IPv4 or IPv6. No query was sent.',
  },
})
