import type {Host} from '@ops/core/inventory'
import type {BootFollow, BootFollowOptions, BootProgress, Services} from '@ops/core/seams'

/** What was seen of a boot by those who follow it; the relay's own stage is power's to tell. */
export interface NetbootStory {
  verdict: 'booted' | 'stopped'
  stages: BootProgress[]
  /** The stage at which it stopped, and why; of `stopped` only. */
  stoppedAt?: string
  why?: string
}

/** Follows a boot to its end and says each step of it on the way. */
export async function netbootStory(
  boot: BootFollow,
  {progress, ...services}: Services,
  host: Host,
  options: BootFollowOptions,
  signal: AbortSignal,
): Promise<NetbootStory> {
  const stages = new Map<string, BootProgress>()
  for await (const step of boot.follow({progress, ...services}, host, options, signal)) {
    stages.set(step.stage, step)
    if (step.state === 'seen' || step.state === 'failed') progress.say(stageLine(host.name, step))
  }
  return judgeStages([...stages.values()])
}

/** Pure. The last stage decides: without evidence of it nobody says that the host is up. */
export function judgeStages(stages: BootProgress[]): NetbootStory {
  if (stages.at(-1)?.state === 'seen') return {verdict: 'booted', stages}
  const reached = stages.findLastIndex(({state}) => state === 'seen')
  const failed = stages.findLast(({state}, index) => state === 'failed' && index > reached)
  const open = failed ?? stages.findLast(({state}, index) => state === 'waiting' && index > reached) ?? stages[reached + 1]
  const last = stages[reached]
  const silent = last === undefined ? 'nothing at all was seen of it' : `${last.stage} is the last that was seen`
  const unfinished = open?.state === 'waiting' ? `it did not end: ${open.evidence ?? 'no more was seen'}` : silent
  return {
    verdict: 'stopped',
    stages,
    ...(open === undefined ? {} : {stoppedAt: open.stage}),
    why: failed?.evidence ?? (failed === undefined ? unfinished : 'it failed'),
  }
}

export function stageLine(host: string, {stage, state, atMs, evidence}: BootProgress): string {
  const time = atMs === undefined ? '' : `${(atMs / 1000).toFixed(1)} s`
  return `${time.padStart(9)}  ${host} ${stage} ${state === 'seen' ? 'ok' : state}${evidence === undefined ? '' : `: ${evidence}`}`
}
