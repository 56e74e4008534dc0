import {errorTable} from '@ops/core/errors'

export const errors = errorTable({
  CACHE_BAD: {
    message: (file: string, offset: number, why: string) => `${file} is not a MirrorManager cache: ${why} at byte ${offset}.`,
    hint: () => 'make it again with generate-mirrorlist-cache, or give the file that it wrote',
    exit: 'refused',
  },
  DATA_BAD: {
    message: (problems: readonly string[]) => problems.join('\n'),
    hint: () => 'mend the lines named above, then ops mirrorlist build --data DIR',
    exit: 'refused',
  },
  INPUT_MISSING: {
    message: (what: string, file: string, why: string) => `The ${what} ${file} cannot be read: ${why}.`,
    hint: () => 'give an existing file; ops mirrorlist serve without flags shows a sample',
    exit: 'refused',
  },
  SNAPSHOT_BAD: {
    message: (file: string, why: string) => `${file} is not a usable snapshot: ${why}.`,
    hint: () => 'make it again with ops mirrorlist build',
    exit: 'refused',
  },
  GEOIP_BAD: {
    message: (file: string, why: string) => `${file} is not a usable country database: ${why}.`,
    hint: () => 'give a GeoLite2/GeoIP2 country file or one with a flat country_code',
    exit: 'refused',
  },
  COUNTRIES_MISSING: {
    message: () => 'There is no country database, so clients get mirrors of the whole world.',
    hint: () => 'install GeoLite2-Country.mmdb in /usr/share/GeoIP, or give a file by --geoip',
    exit: 'refused',
  },
  NETBLOCKS_BAD: {
    message: (file: string, line: number, text: string) => `${file}:${line}: "${text}" is not "PREFIX ASN".`,
    hint: () => 'one "192.0.2.0/24 64496" per line',
    exit: 'refused',
  },
  PREFIX_BAD: {
    message: (text: string) => `"${text}" is not an address or a prefix.`,
    hint: () => 'write e.g. 192.0.2.0/24 or 2001:db8::/32',
    exit: 'usage',
  },
  URL_BAD: {
    message: (text: string) => `"${text}" is not a web address.`,
    hint: () => 'write e.g. https://data.example.org/mirrorlist/',
    exit: 'usage',
  },
  LISTEN_BAD: {
    message: (text: string) => `"${text}" is not ADDRESS:PORT.`,
    hint: () => 'write e.g. 127.0.0.1:3000 or [::1]:3000',
    exit: 'usage',
  },
  LISTEN_FAILED: {
    message: (address: string, why: string) => `The mirrorlist cannot listen on ${address}: ${why}.`,
    hint: (address) => `ss -lntp, then end what holds ${address} or choose another --listen`,
    exit: 'refused',
  },
  SOURCE_MISSING: {
    message: () => 'Nothing was said of which mirrors.',
    hint: () => 'give --data DIR, --cache FILE or --snapshot FILE',
    exit: 'usage',
  },
  OUTPUT_FAILED: {
    message: (file: string, why: string) => `${file} cannot be written: ${why}.`,
    exit: 'refused',
  },
  SOURCES_CLASH: {
    message: (names: string) => `${names} name two sources of mirrors, and there can be one.`,
    hint: () => 'keep one of --cache, --data, --snapshot and --from',
    exit: 'usage',
  },
  PULL_FAILED: {
    message: (url: string, why: string) => `The snapshot at ${url} was not taken: ${why}.`,
    hint: (url) => `curl ${url}, and ops mirrorlist publish where it is made`,
    exit: 'unreachable',
  },
  PULL_OLDER: {
    message: (url: string, offered: number, served: number, _file: string) =>
      `${url} offers generation ${offered}, which is older than ${served} that is served; it is not taken.`,
    hint: (_url, _offered, _served, file) => `publish again where generations grow on; or, to go back, stop the service and delete ${file}`,
    exit: 'refused',
  },
  SERVER_UNREACHABLE: {
    message: (url: string, why: string) => `${url} does not answer: ${why}.`,
    hint: () => 'start one with ops mirrorlist serve, or ask the data with --data or --cache',
    exit: 'unreachable',
  },
  SERVER_REFUSED: {
    message: (url: string, status: number, body: string) => `${url} answers ${status}: ${body}`,
    exit: 'refused',
  },
  IP_IGNORED: {
    message: (url: string, ip: string) => `${url} does not believe from here that ${ip} asks, and answered as to this machine.`,
    hint: () => 'start it with --trust-proxy and the address of this machine, or ask the data with --data or --cache',
    exit: 'refused',
  },
  REPOSITORY_UNKNOWN: {
    message: (repo: string, arch: string, _known: readonly string[]) =>
      repo === '' && arch === ''
        ? 'Nothing was asked for: --repo and --arch, or --path.'
        : `There is no repository "${repo}" for "${arch}".`,
    // Of hundreds of them, as many as a terminal shows.
    hint: (_repo, _arch, known) => `one of ${known.slice(0, 20).join(', ')}${known.length > 20 ? ` and ${known.length - 20} others` : ''}`,
    exit: 'refused',
  },
  ADDRESS_BAD: {
    message: (text: string) => `"${text}" is not an address.`,
    hint: () => 'write e.g. 192.0.2.1 or 2001:db8::1',
    exit: 'usage',
  },
  BUILD_DIED: {
    message: (why: string) => `The process that compiles the snapshot ended early: ${why}.`,
    exit: 'internal',
  },
  WORKERS_FAIL: {
    message: (count: number) => `${count} workers in a row died before they could serve.`,
    hint: () => 'read what they said above; OPS_DEBUG=1 shows more',
    exit: 'internal',
  },
  STORE_BAD: {
    message: (what: string, file: string, why: string) => `The ${what} in ${file} cannot be used: ${why}.`,
    hint: (_what, _file, why) =>
      why.includes('is full') ? 'make room on its disk' : 'give another file, or move this one away to start anew',
    exit: 'refused',
  },
  CRAWL_MISSING: {
    message: (file: string) => `There are no results of a crawl in ${file}.`,
    hint: () => 'ops mirrorlist crawl --data DIR writes them; --store names another file',
    exit: 'refused',
  },
  STATS_MISSING: {
    message: (file: string) => `There are no statistics in ${file}.`,
    hint: () => 'ops mirrorlist serve keeps them; --store names another file',
    exit: 'refused',
  },
  MIRROR_UNKNOWN: {
    message: (names: string, folder: string) => `No active mirror in ${folder} is called ${names}.`,
    hint: () => 'write the name as it stands in the data, or leave --host out',
    exit: 'usage',
  },
  MASTER_UNREACHABLE: {
    message: (url: string, why: string) => `The master ${url} gives no usable repodata/repomd.xml: ${why}.`,
    hint: () => 'check --master; without it the versions in details.yaml are compared with',
    exit: 'unreachable',
  },
  CRAWL_BLIND: {
    message: (count: number) =>
      `None of the ${count} mirrors could be reached, so it is this machine that has no network; nothing was recorded.`,
    hint: () => 'curl one of the mirrors from here',
    exit: 'unreachable',
  },
  RSYNC_MISSING: {
    message: () => 'Some mirrors are to be asked over rsync, and there is no rsync on this machine; nothing was recorded.',
    hint: () => 'apt-get install rsync',
    exit: 'refused',
  },
  MIRROR_UNREACHABLE: {
    message: (host: string, why: string) => `${host} cannot be reached: ${why}.`,
    exit: 'unreachable',
  },
  MIRROR_BAD: {
    message: (host: string, count: number, why: string) =>
      `${host} cannot be used for ${count} ${count === 1 ? 'directory' : 'directories'}: ${why}.`,
    exit: 'refused',
  },
  LOG_BAD: {
    message: (file: string, why: string) => `${file} was not imported: ${why}.`,
    hint: () => 'one "IP: a; DATE: YYYY-MM-DD; COUNTRY: CC; REPO: r; ARCH: a" per line, plain or gzip',
    exit: 'refused',
  },
  DATE_BAD: {
    message: (text: string) => `"${text}" is no day.`,
    hint: () => 'write e.g. 2026-11-20',
    exit: 'usage',
  },
})
