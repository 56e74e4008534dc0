import type {Progress} from '@ops/core/progress'
import {escapeText} from '@ops/core/untrusted'
import type {Evidence} from '../timeline/evidence.ts'
import type {Timeline} from '../timeline/timeline.ts'

/** Prints each piece of evidence once. */
export function progressOf(progress: Progress): (host: string, timeline: Timeline, evidence: Evidence) => void {
  const printed = new Set<string>()
  return (host, _timeline, {atMs, stage, state, words, witness}) => {
    const line = escapeText(`${host} ${stage}${state === 'ok' ? '' : ` ${state}`}: ${words} (${witness})`)
    if (printed.has(line)) return
    printed.add(line)
    progress.say(`${(atMs / 1000).toFixed(1).padStart(6)} s  ${line}`)
  }
}
