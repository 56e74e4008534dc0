import type {Host} from '@ops/core/inventory'
import type {BootFollow, BootFollowOptions, BootProgress, Services} from '@ops/core/seams'
import type {NetbootTrace} from '../runs/power-result.ts'

/** Follows a boot to its end and reports each step on the way. */
export async function traceBoot(
  follow: BootFollow,
  services: Services,
  host: Host,
  options: BootFollowOptions,
  signal: AbortSignal,
): Promise<NetbootTrace> {
  const stages = new Map<string, BootProgress>()
  for await (const step of follow.follow(services, host, options, signal)) {
    stages.set(step.stage, step)
    if (step.state === 'seen' || step.state === 'failed') services.progress.say(formatStage(host.name, step))
  }
  return evaluateStages([...stages.values()])
}

/** The last stage decides: without evidence of it the host does not count as up. */
export function evaluateStages(stages: BootProgress[]): NetbootTrace {
  if (stages.at(-1)?.state === 'seen') return {verdict: 'booted', stages}
  const reached = stages.findLastIndex(({state}) => state === 'seen')
  const failed = stages.findLast(({state}, index) => state === 'failed' && index > reached)
  const open = failed ?? stages.findLast(({state}, index) => state === 'waiting' && index > reached) ?? stages[reached + 1]
  const last = stages[reached]
  const silent = last === undefined ? 'no stage was observed' : `${last.stage} is the last stage that was observed`
  const unfinished = open?.state === 'waiting' ? `it did not end: ${open.evidence ?? 'nothing more was observed'}` : silent
  return {
    verdict: 'stopped',
    stages,
    ...(open === undefined ? {} : {stoppedAt: open.stage}),
    why: failed?.evidence ?? (failed === undefined ? unfinished : 'it failed'),
  }
}

export function formatStage(host: string, {stage, state, atMs, evidence}: BootProgress): string {
  const time = atMs === undefined ? '' : `${(atMs / 1000).toFixed(1)} s`
  return `${time.padStart(9)}  ${host} ${stage} ${state === 'seen' ? 'ok' : state}${evidence === undefined ? '' : `: ${evidence}`}`
}
