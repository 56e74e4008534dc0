import type {ReportEvidence} from '../timeline/evidence.ts'
import {type ConsoleState, readConsoleLine} from './read-line.ts'

/** Returns a reader of console lines that reports the evidence in each. */
export function consoleEvidence(report: ReportEvidence): (line: string) => void {
  let state: ConsoleState = {}
  return (line) => {
    const step = readConsoleLine(state, line)
    state = step.state
    for (const sign of step.signs) {
      if (sign.kind === 'stage') report({witness: 'console', stage: sign.stage, state: sign.state, words: sign.words})
      else report({witness: 'console', stage: 'firmware', state: 'ok', words: 'SYSTEM INFORMATION', facts: sign.facts})
    }
  }
}
