import type {BuildFilesResult} from '../build/build-files.ts'
import {formatBytes} from '@ops/core/text'

export function buildText({counts, bytes, warnings, written, master}: BuildFilesResult): string {
  const {hosts, urls, directories, repositories} = counts
  return [
    ...(master === undefined
      ? []
      : [
          `Master: ${master.changed.length} repositories changed, ${master.missing.length} without metadata there.`,
          ...master.missing.map((directory) => `  no whole repomd.xml in ${directory}`),
        ]),
    `${hosts} hosts, ${urls} URLs, ${directories} directories, ${repositories} repositories; ${formatBytes(bytes)}.`,
    ...warnings,
    ...written.map((path) => `Wrote ${path}.`),
  ].join('\n')
}
