import {cpSync} from 'node:fs'
import {join} from 'node:path'
import {fixtures} from '../files.ts'
import {restoreSqlite} from '../journal/journal-file.ts'

export const mirrorlistFixtures = join(fixtures, 'mirrorlist')

/** Commands that only read what is in the folder. */
export const mirrorlistCommands = [
  ['mirrorlist', 'crawl', 'history', '--data', '{{folder}}/data'],
  ['mirrorlist', 'query', '--data', '{{folder}}/data', '--repo', 'fedora-42', '--arch', 'x86_64', '--country', 'SE'],
  ['mirrorlist', 'query', '--snapshot', '{{folder}}/mirrors.snapshot', '--repo', 'fedora-42', '--arch', 'x86_64', '--country', 'SE'],
  ...['countries', 'archs', 'repositories'].map((by) => [
    'mirrorlist',
    'stats',
    '--store',
    '{{folder}}/statistics.sqlite',
    '--date',
    '2022-10-01',
    '--by',
    by,
  ]),
]

/** Puts the files where the old version had them. */
export function restoreMirrorlist(folder: string): void {
  cpSync(mirrorlistFixtures, folder, {recursive: true})
  restoreSqlite(join(mirrorlistFixtures, 'crawl.ndjson'), join(folder, 'data/crawl.sqlite'))
  restoreSqlite(join(mirrorlistFixtures, 'statistics.ndjson'), join(folder, 'statistics.sqlite'))
}
