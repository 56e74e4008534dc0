import {plural} from '@ops/core/text'
import {errorTable} from '@ops/core/errors'

/** `ops mirrorlist crawl`. */
export const errors = errorTable({
  MIRRORLIST_CRAWL_MISSING: {
    message: (file: string) => `${file} does not exist, so no crawl has been recorded there.`,
    hint: () => 'run ops mirrorlist crawl --data DIR first, or name the file of another crawl with --store',
    exit: 'usage',
    meaning: 'The file in which a crawl records its findings does not exist. Nothing was read or changed.',
  },
  MIRRORLIST_MIRROR_UNKNOWN: {
    message: (names: string, folder: string) => `${folder} has no active mirror named ${names}.`,
    hint: () => 'write the name as in mirrors/*.yaml, or leave --host out to visit all mirrors',
    exit: 'usage',
    meaning: 'A name given with --host is not the name of a mirror in the data, or that mirror has "active: false". No mirror was visited.',
  },
  MIRRORLIST_MASTER_UNREACHABLE: {
    message: (url: string, why: string) => `The master ${url} has no usable repodata/repomd.xml for any repository: ${why}.`,
    hint: (url) => `curl -I ${url} to check the URL; without --master mirrors are compared with the versions in details.yaml`,
    exit: 'unreachable',
    meaning:
      'The crawl could not read the current version of any repository from the master. No mirror was visited and status.json is unchanged.',
  },
  MIRRORLIST_CRAWL_BLIND: {
    message: (count: number) => `None of the ${count} visited mirrors answered; no result was recorded.`,
    hint: () => 'check the network of this machine: curl -I the URL of a mirror',
    exit: 'unreachable',
    meaning:
      'When no mirror at all answers, the crawler assumes that this machine has no network. No mirror is marked as failed, and status.json is unchanged.',
  },
  MIRRORLIST_RSYNC_MISSING: {
    message: () => 'Some mirrors have rsync URLs, and rsync is not installed on this machine; no result was recorded.',
    hint: () => 'apt-get install rsync',
    exit: 'refused',
    meaning:
      'The crawler checks rsync URLs with the rsync client. It stopped without it, so that no mirror is marked as failed; status.json is unchanged.',
  },
  MIRRORLIST_CRAWL_CUT: {
    meaning: 'The crawl was stopped or ran out of time. What it found at the visited mirrors is saved.',
    message: (unvisited: number, all: number) =>
      `The crawl was cut short: ${unvisited} of ${all} mirrors were not visited; their records are unchanged.`,
    hint: () => 'run ops mirrorlist crawl again',
    exit: 'someFailed',
  },
  MIRRORLIST_MIRROR_UNREACHABLE: {
    message: (host: string, why: string) => `${host} cannot be reached: ${why}.`,
    exit: 'unreachable',
    meaning:
      'No URL of this mirror answered in this visit. The failure is counted; the mirror is left out of lists after as many failed visits in a row as --failures says.',
  },
  MIRRORLIST_MIRROR_BAD: {
    message: (host: string, count: number, why: string) =>
      `${host} cannot be used for ${plural(count, 'directory', 'directories')}: ${why}.`,
    exit: 'refused',
    meaning:
      'The mirror answered, but not with a current copy of every repository. Lists leave it out of directories that are too old, missing or damaged until a visit finds them correct, and of unreachable ones after --failures visits.',
  },
})
