import {errorTable} from '@ops/core/errors'
import {plural, withoutStop} from '@ops/core/text'
import {shellQuote} from '@ops/core/transport'

const dataHint = 'name a folder that has service.yaml and mirrors/*.yaml with --data'
/** What a command reads, and what to give it instead. */
const inputs = {
  'folder of mirror data': dataHint,
  'folder of mirrors': dataHint,
  cache: "name MirrorManager's mirrorlist_cache.proto with --cache",
  snapshot: 'write one with ops mirrorlist build --data DIR --output FILE, and name it with --snapshot',
  'list of netblocks': 'name a file of lines such as "192.0.2.0/24 64496" with --netblocks',
  'country database': 'name an mmdb file with --geoip, or leave --geoip out',
  'file of authorities': 'name a file of certificates in PEM with --ca',
  master: 'name a folder that has the directories of the repositories in service.yaml with --master',
} as const
export type Input = keyof typeof inputs

/** Files that commands and the service read or write: mirror data, snapshots, databases. */
export const errors = errorTable({
  MIRRORLIST_DATA_BAD: {
    message: (problems: readonly string[], _folder: string) => problems.join('\n'),
    hint: (_problems, folder) => `correct the lines, then run ${shellQuote(['ops', 'mirrorlist', 'lint', '--data', folder])}`,
    exit: 'usage',
    meaning:
      'The YAML files of the data folder contain mistakes; all of them are listed. Nothing was written; a running service keeps its older data.',
  },
  MIRRORLIST_PROBLEMS_LEFT: {
    meaning: 'The mirror data have problems that lint cannot correct by itself. A running service keeps its older data.',
    message: (count: number, first: string) =>
      `${plural(count, 'problem')} of the mirror data must be corrected by hand; the first: ${withoutStop(first)}.`,
    hint: () => 'correct the lines, then run ops mirrorlist lint again',
    exit: 'usage',
  },
  MIRRORLIST_INPUT_MISSING: {
    meaning:
      'A file or folder that the command needs does not exist or cannot be read. Nothing was written; a running service keeps its older data.',
    message: (what: Input, file: string, why: string) => `The ${what} ${file} cannot be read: ${why}.`,
    hint: (what: Input) => inputs[what],
    hintNote: 'name the file or folder with its option: --data, --cache, --snapshot, --netblocks, --geoip, --ca or --master',
    exit: 'usage',
  },
  MIRRORLIST_OUTPUT_FAILED: {
    message: (file: string, why: string) => `${file} cannot be written: ${why}.`,
    hint: (file) => `free space on the disk of ${file} (df -h), or correct the permissions of its folder (ls -ld)`,
    exit: 'refused',
    meaning: 'An output file could not be written. A file that existed under this name still has its old content.',
  },
  MIRRORLIST_OUTPUT_FOLDER_MISSING: {
    message: (file: string, folder: string) => `${file} cannot be written: the folder ${folder} does not exist.`,
    hint: (_file, folder) => shellQuote(['mkdir', '-p', folder]),
    exit: 'usage',
    meaning: 'An output file was to be written into a folder that does not exist. Nothing was written.',
  },
  MIRRORLIST_SNAPSHOT_BAD: {
    message: (file: string, why: string) => `${file} is not a usable snapshot: ${why}.`,
    hint: () => 'write it again: ops mirrorlist build --data DIR --output FILE',
    exit: 'usage',
    meaning: 'The snapshot is damaged, or another version of ops wrote it. Nothing of it is used; a running service keeps its older data.',
  },
  MIRRORLIST_GEOIP_BAD: {
    message: (file: string, why: string) => `${file} is not a usable country database: ${why}.`,
    hint: () => 'name a GeoLite2 or GeoIP2 country file with --geoip, or a database with a flat country_code',
    exit: 'usage',
    meaning:
      'The country database cannot be used. The service goes on with the database that it had; without one, clients get mirrors of the whole world.',
  },
  MIRRORLIST_COUNTRIES_MISSING: {
    message: () => 'No country database was found; clients get mirrors of the whole world.',
    hint: () => 'install GeoLite2-Country.mmdb in /usr/share/GeoIP, or name a file with --geoip',
    exit: 'refused',
    meaning:
      'The service runs without countries, so it cannot prefer near mirrors. It uses a database that is installed later without a restart.',
  },
  MIRRORLIST_NETBLOCKS_BAD: {
    message: (file: string, line: number, text: string) => `${file}:${line}: expected "PREFIX ASN", found "${text}".`,
    hint: () => 'write one "192.0.2.0/24 64496" per line',
    exit: 'usage',
    meaning:
      'More than half of the lines of the file given with --netblocks have another form; the first of them is named. Nothing was compiled; a running service keeps its older data.',
  },
  MIRRORLIST_PREFIX_BAD: {
    message: (text: string) => `"${text}" is not an address or a prefix.`,
    hint: () => 'write e.g. 192.0.2.0/24 or 2001:db8::/32',
    exit: 'usage',
    meaning: 'A value of --trust-proxy is not a network. The service was not started.',
  },
  MIRRORLIST_STORE_BAD: {
    message: (what: string, file: string, why: string) => `The ${what} in ${file} cannot be used: ${why}.`,
    hint: (_what, file, why) =>
      why.includes('is full') ? `free space on the disk of ${file} (df -h)` : `name another file, or move ${file} away to begin a new one`,
    exit: 'refused',
    meaning:
      'SQLite cannot open, read or write the file of statistics or of crawl results. Each change is one transaction, so the file holds either all of it or nothing.',
  },
})
