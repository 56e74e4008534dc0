import {joinLines} from '@ops/core/untrusted'
import type {Timeline} from '../timeline/timeline.ts'

const marks = {seen: 'ok', 'under way': '..', failed: 'FAILED', waiting: '-', unknown: 'unknown'} as const

/** Renders a boot: a line per stage with time, observation and source, then the verdict. */
export function timelineText(host: string, {stages, verdict, stoppedAt, why, facts}: Timeline): string {
  const lines = stages.map(({stage, state, fromMs, toMs, witnesses, words}) => {
    const time = fromMs === undefined ? '' : `${seconds(fromMs)}${toMs === undefined || toMs === fromMs ? '' : `-${seconds(toMs)}`} s`
    const by = witnesses.length === 0 ? '' : ` (${witnesses.join(', ')})`
    return `${time.padStart(13)}  ${stage.padEnd(9)} ${marks[state].padEnd(8)}${words ?? ''}${by}`.trimEnd()
  })
  if (facts !== undefined) lines.push(`Facts of ${host}: ${JSON.stringify(facts)}`)
  lines.push(
    verdict === 'booted'
      ? `${host} is up.`
      : verdict === 'stopped'
        ? `${host} stopped${stoppedAt === undefined ? '' : ` at ${stoppedAt}`}: ${why ?? ''}`
        : `${host} is booting.`,
  )
  // The lines hold text from consoles and other machines.
  return joinLines(lines)
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}
