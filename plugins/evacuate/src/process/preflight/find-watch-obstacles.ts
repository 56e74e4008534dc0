import type {MoveObstacle} from '@ops/core/seams'
import {obstacle, type SurveyedProcess} from './surveyed-process.ts'
import {atLeast} from './version.ts'

/** Watches (inotify, fanotify) of files that criu cannot find again: their file systems give no handles that it can open. */
export function findWatchObstacles({name, source: {host, output}}: SurveyedProcess): MoveObstacle[] {
  // From 4.3 on criu finds files of overlayfs by their paths.
  const isNew = atLeast(output.get('criu') ?? '0', '4.3')
  const watches = new Map(output.all('watch').map((line) => [line.split(' ').slice(1).join(' '), line.split(' ')]))
  return [...watches.values()]
    .filter(([, type]) => !(type === 'overlay' && isNew))
    .map(([pid, type, ...folder]) =>
      obstacle(
        host,
        `Process ${pid} of ${name} on ${host} watches files (inotify or fanotify) on ${folder.join(' ')} (${type}), which criu cannot find again.`,
        type === 'proc' || type === 'sysfs'
          ? `make ${name} poll instead of watch, or declare ${name} as kind service`
          : `add "criu: [--irmap-scan-path=FOLDER]" with the folder that ${name} watches, or make ${name} poll instead of watch`,
      ),
    )
}
