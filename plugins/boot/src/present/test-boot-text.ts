import {escapeText} from '@ops/core/untrusted'
import {timelineText} from './timeline-text.ts'
import type {TestBootOutcome} from '../test-boot/test-boot.ts'

const shownLines = 12

/** Renders the outcome of a test boot, with the end of the console when it stopped. */
export function testBootText(target: string, {timeline, frames, tookMs, console: lines}: TestBootOutcome): string {
  const text = [
    timelineText(target, timeline),
    `${(tookMs / 1000).toFixed(1)} s, ${
      frames === undefined
        ? 'served by ops boot serve --dhcp full.'
        : `${frames.fromGuest} frames from the guest, ${frames.toGuest} to the guest, ${frames.lost} lost on purpose. DHCP was answered by the test itself, not by ops boot serve.`
    }`,
  ]
  if (timeline.verdict !== 'booted')
    text.push(
      'End of the console:',
      ...lines
        .filter((line) => line.trim() !== '')
        .slice(-shownLines)
        .map((line) => `  ${escapeText(line.trimEnd())}`),
    )
  return text.join('\n')
}
