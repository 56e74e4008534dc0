import {plural} from '@ops/core/text'
import {errorTable} from '@ops/core/errors'

/** `ops mirrorlist crawl`. */
export const errors = errorTable({
  MIRRORLIST_CRAWL_MISSING: {
    message: (file: string) => `${file} holds no results of a crawl.`,
    hint: () => 'run ops mirrorlist crawl --data DIR first, or name another file with --store',
    exit: 'refused',
  },
  MIRRORLIST_MIRROR_UNKNOWN: {
    message: (names: string, folder: string) => `${folder} has no active mirror named ${names}.`,
    hint: () => 'write the name as in the data, or leave --host out',
    exit: 'usage',
  },
  MIRRORLIST_MASTER_UNREACHABLE: {
    message: (url: string, why: string) => `The master ${url} gives no usable repodata/repomd.xml: ${why}.`,
    hint: () => 'check --master; without it mirrors are compared with the versions in details.yaml',
    exit: 'unreachable',
  },
  MIRRORLIST_CRAWL_BLIND: {
    message: (count: number) => `None of the ${count} mirrors answered, so this machine has no network; nothing was recorded.`,
    hint: () => 'curl one of the mirrors from this machine',
    exit: 'unreachable',
  },
  MIRRORLIST_RSYNC_MISSING: {
    message: () => 'Some mirrors list rsync URLs, and rsync is not installed on this machine; nothing was recorded.',
    hint: () => 'apt-get install rsync',
    exit: 'refused',
  },
  MIRRORLIST_MIRROR_UNREACHABLE: {
    message: (host: string, why: string) => `${host} cannot be reached: ${why}.`,
    exit: 'unreachable',
  },
  MIRRORLIST_MIRROR_BAD: {
    message: (host: string, count: number, why: string) =>
      `${host} cannot be used for ${plural(count, 'directory', 'directories')}: ${why}.`,
    exit: 'refused',
  },
})
