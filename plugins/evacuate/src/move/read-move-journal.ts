import type {Coordinator, JournalEntry} from '@ops/core/coordinator'
import type {MoveEnding, MoveView} from './move-view.ts'

export type MoveJournal = MoveView['journal'] & {
  /** Killed before its first act: it has changed nothing. */
  untouched: boolean
}

/** Acts that finish a move, and how. */
const finishingActs: Record<string, MoveEnding> = {
  'evacuate.verify': 'moved',
  'evacuate.recover': 'stayed',
  'evacuate.settle': 'stayed',
  'evacuate.close': 'closed',
}

/** Acts before which both records were written, whether or not the journal has seen that. */
const laterActs = ['hold', 'ship', 'prepare', 'commit', 'start', 'release'].map((name) => `evacuate.${name}`)

/** What the journal tells about one move. An act that was repeated counts once; an intent without an outcome is unknown. */
export async function readMoveJournal(coordinator: Coordinator, run: string, workload: string): Promise<MoveJournal> {
  const entries = await coordinator.read({run, kinds: ['intent', 'outcome']})
  const intents = entries.filter((entry) => entry.kind === 'intent' && entry.data['workload'] === workload)
  const done = new Set(entries.filter(({kind, data}) => kind === 'outcome' && data['state'] === 'done').map(({intent}) => intent))
  const of = (act: string) => intents.filter((entry) => entry.act === act)
  const isDone = (some: readonly JournalEntry[]) => some.some(({seq}) => done.has(seq))
  const [commits, reserves] = [of('evacuate.commit'), of('evacuate.reserve')]
  const last = intents.findLast(({act, seq}) => finishingActs[act] !== undefined && done.has(seq))
  const ended = last === undefined ? undefined : finishingActs[last.act]
  return {
    commit: commits.length === 0 ? 'none' : isDone(commits) && of('evacuate.uncommit').length === 0 ? 'done' : 'intent',
    reserved: isDone(reserves) || intents.some(({act}) => laterActs.includes(act)),
    untouched: reserves.length === 0,
    ...(ended === undefined ? {} : {ended}),
  }
}
