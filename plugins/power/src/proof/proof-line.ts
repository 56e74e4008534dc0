import type {Proof} from '@ops/core/seams'

/** All proofs in one line, for the journal: `relay holds, silence unknown`. */
export function proofLine(proofs: readonly Proof[]): string {
  const words = new Map<Proof['holds'], string>([
    [true, 'holds'],
    [false, 'does not hold'],
    ['unknown', 'unknown'],
  ])
  return proofs.map(({kind, holds}) => `${kind} ${words.get(holds)}`).join(', ')
}
