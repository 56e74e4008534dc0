import type {Evidence, EvidenceSource, SystemInformation} from './evidence.ts'

/** One stage as the evidence shows it. `unknown` is never inferred from a later stage. */
export interface StageView {
  stage: string
  state: 'seen' | 'under way' | 'failed' | 'waiting' | 'unknown'
  /** First and last evidence, milliseconds since power-on. */
  fromMs?: number
  toMs?: number
  witnesses: EvidenceSource[]
  /** The most significant observation. */
  words?: string
}

export interface Timeline {
  stages: StageView[]
  verdict: 'booted' | 'stopped' | 'under way'
  /** The stage at which it stopped, and the reason; only when `verdict` is `stopped`. */
  stoppedAt?: string
  why?: string
  facts?: SystemInformation
}

/** Evaluates the evidence of a boot. `over`: no more evidence will come, so stages without evidence are unknown. Pure. */
export function timelineOf(plan: readonly string[], evidence: readonly Evidence[], over: boolean): Timeline {
  const sorted = [...evidence].sort((a, b) => a.atMs - b.atMs)
  const views = plan.map((stage) =>
    view(
      stage,
      sorted.filter((one) => one.stage === stage),
    ),
  )
  const last = views.findLastIndex(({state}) => state !== 'waiting')
  const stages = views.map(
    (one, index): StageView => (one.state === 'waiting' && (over || index < last) ? {...one, state: 'unknown'} : one),
  )
  const known = sorted.flatMap((one) => (one.facts === undefined ? [] : [one.facts]))
  const facts: SystemInformation | undefined = known.length === 0 ? undefined : Object.assign({}, ...known)
  return {stages, ...verdictOf(stages, over), ...(facts === undefined ? {} : {facts})}
}

function view(stage: string, seen: readonly Evidence[]): StageView {
  const witnesses = [...new Set(seen.map(({witness}) => witness))]
  const [first, final] = [seen[0], seen.at(-1)]
  if (first === undefined || final === undefined) return {stage, state: 'waiting', witnesses}
  // A failed attempt may be followed by a successful one: the last evidence that ends the stage counts.
  const end = seen.findLast(({state}) => state !== 'begun')
  // The first of several failures is the cause.
  const lastOk = seen.findLastIndex(({state}) => state === 'ok')
  const decisive = end?.state === 'failed' ? (seen.slice(lastOk + 1).find(({state}) => state === 'failed') ?? end) : (end ?? final)
  const state = end === undefined ? 'under way' : end.state === 'failed' ? 'failed' : 'seen'
  return {stage, state, fromMs: first.atMs, toMs: (end ?? final).atMs, witnesses, words: decisive.words}
}

function verdictOf(stages: readonly StageView[], over: boolean): Pick<Timeline, 'verdict' | 'stoppedAt' | 'why'> {
  const goal = stages.at(-1)
  if (goal?.state === 'seen') return {verdict: 'booted'}
  const reached = stages.findLastIndex(({state}) => state === 'seen' || state === 'under way')
  const failed = stages.findLast(({state}, index) => state === 'failed' && index > reached)
  if (failed !== undefined && (over || isFinal(failed.stage)))
    return {verdict: 'stopped', stoppedAt: failed.stage, why: failed.words ?? 'the stage failed'}
  if (!over) return {verdict: 'under way'}
  const next = stages[reached + 1]
  const at = stages[reached]
  if (at?.state === 'under way') return {verdict: 'stopped', stoppedAt: at.stage, why: `the stage did not finish: ${at.words ?? ''}`}
  const why =
    at === undefined
      ? 'there is no evidence of any stage'
      : `the last stage with evidence is ${at.stage} (${at.words ?? ''}); there is no evidence of ${next?.stage ?? 'the others'}`
  return {verdict: 'stopped', ...(next === undefined ? {} : {stoppedAt: next.stage}), why}
}

/** A failure of these stages is not final, because firmware retries by itself; the image does not. */
function isFinal(stage: string): boolean {
  return !['firmware', 'dhcp', 'tftp'].includes(stage)
}
