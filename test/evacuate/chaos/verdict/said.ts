import {counterCopies} from '../../../../plugins/lab/src/observe/copies.ts'
import {ledgerProgram} from '../images.ts'
import type {Machines} from '../machines.ts'
import {seen} from '../truth.ts'

interface Copy {
  host: string
  running: boolean
}

interface Claim {
  sentence: RegExp
  /** Whether the copies that exist are those of the sentence; the hosts are its groups. */
  holds(copies: readonly Copy[], host: string, other: string | undefined): boolean
}

const runsOnly = (copies: readonly Copy[], host: string) => copies.length === 1 && copies[0]?.host === host && copies[0].running
const nowhere = (copies: readonly Copy[]) => copies.length === 0
const stateOn = (copies: readonly Copy[], host: string) => {
  const here = copies.filter((copy) => copy.host === host)
  return here.length === 0 ? 'does not run' : here.some(({running}) => running) ? 'runs' : 'is frozen'
}

/** Each way in which ops says where the work is, whatever its exit code. */
const claims: readonly Claim[] = [
  {sentence: /ledger: moved from \S+ to ([^\s,.]+)/g, holds: runsOnly},
  {sentence: /ledger: stays on ([^\s;]+); no copy is left/g, holds: runsOnly},
  {sentence: /ledger: runs on (\S+) \(seen now\)/g, holds: runsOnly},
  {sentence: /ledger was not moved from \S+ to \S+ and goes on running on ([^\s.]+)/g, holds: runsOnly},
  {sentence: /ledger: does not exist on (\S+) any more; no copy is left/g, holds: nowhere},
  {sentence: /ledger was moved to (\S+) and has ended there/g, holds: nowhere},
  {sentence: /ledger no longer runs on ([^\s,]+), and no held state/g, holds: nowhere},
  {sentence: /ledger does not run on (\S+) now/g, holds: (copies, host) => stateOn(copies, host) !== 'runs'},
  // What `close` found: `node1 (no record): … As declared, ledger does not run: …`
  {
    sentence: /(node\d)(?: \(no record\))?: [^.]*\. As declared, ledger (runs|is frozen|does not run)/g,
    holds: (copies, host, state) => stateOn(copies, host) === state,
  },
]

/**
 * Throws when what a command printed of the work is not what is seen from outside. A sentence that claims nothing is true. Of hosts
 * that were cut off after it was printed nothing can be compared.
 */
export async function saidTruth(machines: Machines, text: string, cutSince: ReadonlySet<string> = new Set()): Promise<void> {
  const copies = await counterCopies(machines.state, ledgerProgram)
  const wrong = untrueSentence(text, copies, cutSince)
  if (wrong !== undefined) throw new Error(`ops said "${wrong}", but ${seen(copies)}`)
}

/** The first sentence that the copies contradict. */
export function untrueSentence(text: string, copies: readonly Copy[], cutSince: ReadonlySet<string> = new Set()): string | undefined {
  for (const {sentence, holds} of claims) {
    for (const [said, host = '', more] of text.matchAll(sentence)) if (!cutSince.has(host) && !holds(copies, host, more)) return said
  }
  return undefined
}
