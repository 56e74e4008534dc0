import type {BuildFilesResult} from '../build/build-files.ts'
import {formatBytes, plural} from '@ops/core/text'
import {joinLines} from '@ops/core/untrusted'

export function buildText({counts, bytes, warnings, written, master}: BuildFilesResult): string {
  const {hosts, urls, directories, repositories} = counts
  return joinLines([
    ...(master === undefined
      ? []
      : [
          `Master: ${plural(master.changed.length, 'repository has', 'repositories have')} new metadata, ${plural(master.missing.length, 'has', 'have')} none.`,
          ...master.missing.map((directory) => `  ${directory}: no complete repomd.xml`),
        ]),
    `${plural(hosts, 'host')}, ${plural(urls, 'URL')}, ${plural(directories, 'directory', 'directories')}, ${plural(repositories, 'repository', 'repositories')}; ${formatBytes(bytes)}.`,
    ...warnings,
    ...written.map((path) => `Wrote ${path}.`),
  ])
}
