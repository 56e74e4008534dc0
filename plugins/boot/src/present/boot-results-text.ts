import {timelineText} from './timeline-text.ts'
import type {HostBoot} from '../trace/start-many.ts'

export function resultsText(hosts: readonly HostBoot[]): string {
  return hosts
    .map((one) =>
      'timeline' in one
        ? timelineText(one.host, one.timeline)
        : `${one.error.message}${one.error.hint === undefined ? '' : `\nNext: ${one.error.hint}`}`,
    )
    .join('\n\n')
}
