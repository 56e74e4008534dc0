import {errorTable} from '@ops/core/errors'

/** Files that commands and the service read or write: mirror data, snapshots, databases. */
export const errors = errorTable({
  MIRRORLIST_CACHE_BAD: {
    message: (file: string, offset: number, why: string) => `${file} is not a MirrorManager cache: ${why} at byte ${offset}.`,
    hint: () => 'write it again with generate-mirrorlist-cache, or name the file that generate-mirrorlist-cache wrote',
    exit: 'refused',
  },
  MIRRORLIST_DATA_BAD: {
    message: (problems: readonly string[]) => problems.join('\n'),
    hint: () => 'correct the lines named above, then run ops mirrorlist build --data DIR',
    exit: 'refused',
  },
  MIRRORLIST_INPUT_MISSING: {
    message: (what: string, file: string, why: string) => `The ${what} ${file} cannot be read: ${why}.`,
    hint: () => 'name an existing file; ops mirrorlist serve without flags serves a sample',
    exit: 'refused',
  },
  MIRRORLIST_OUTPUT_FAILED: {
    message: (file: string, why: string) => `${file} cannot be written: ${why}.`,
    exit: 'refused',
  },
  MIRRORLIST_SNAPSHOT_BAD: {
    message: (file: string, why: string) => `${file} is not a usable snapshot: ${why}.`,
    hint: () => 'write it again with ops mirrorlist build',
    exit: 'refused',
  },
  MIRRORLIST_GEOIP_BAD: {
    message: (file: string, why: string) => `${file} is not a usable country database: ${why}.`,
    hint: () => 'use a GeoLite2 or GeoIP2 country file, or one with a flat country_code',
    exit: 'refused',
  },
  MIRRORLIST_COUNTRIES_MISSING: {
    message: () => 'No country database was found; clients get mirrors of the whole world.',
    hint: () => 'install GeoLite2-Country.mmdb in /usr/share/GeoIP, or name a file with --geoip',
    exit: 'refused',
  },
  MIRRORLIST_NETBLOCKS_BAD: {
    message: (file: string, line: number, text: string) => `${file}:${line}: expected "PREFIX ASN", found "${text}".`,
    hint: () => 'write one "192.0.2.0/24 64496" per line',
    exit: 'refused',
  },
  MIRRORLIST_PREFIX_BAD: {
    message: (text: string) => `"${text}" is not an address or a prefix.`,
    hint: () => 'write e.g. 192.0.2.0/24 or 2001:db8::/32',
    exit: 'usage',
  },
  MIRRORLIST_STORE_BAD: {
    message: (what: string, file: string, why: string) => `The ${what} in ${file} cannot be used: ${why}.`,
    hint: (_what, _file, why) =>
      why.includes('is full') ? 'free space on the disk of this file' : 'name another file, or move this one away to begin a new one',
    exit: 'refused',
  },
})
