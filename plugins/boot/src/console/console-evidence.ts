import type {Evidence} from '../timeline/evidence.ts'
import {type ConsoleState, readConsoleLine} from './read-line.ts'

/** Reads console lines one after the other and tells what each shows. */
export function consoleWitness(see: (evidence: Omit<Evidence, 'atMs'>) => void): (line: string) => void {
  let state: ConsoleState = {}
  return (line) => {
    const step = readConsoleLine(state, line)
    state = step.state
    for (const sign of step.signs) {
      if (sign.kind === 'stage') see({witness: 'console', stage: sign.stage, state: sign.state, words: sign.words})
      else see({witness: 'console', stage: 'firmware', state: 'ok', words: 'SYSTEM INFORMATION', facts: sign.facts})
    }
  }
}
