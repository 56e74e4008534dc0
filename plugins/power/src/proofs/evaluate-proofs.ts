import type {PowerState, Proof} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'

/** Returns the wanted state when every relay reads so and no other proof contradicts it; throws otherwise. */
export function evaluateProofs(host: string, wanted: 'on' | 'off', proofs: readonly Proof[]): PowerState {
  const relays = proofs.filter(({kind}) => kind === 'relay')
  const details = (some: readonly Proof[]) => some.map(({detail}) => detail).join('; ')
  const refuted = relays.filter(({holds}) => holds === false)
  if (refuted.length > 0) throw (wanted === 'off' ? errors.POWER_STILL_ON : errors.POWER_STILL_OFF)({host}, host, details(refuted))
  const unknown = relays.filter(({holds}) => holds === 'unknown')
  if (unknown.length > 0 || relays.length === 0) throw errors.POWER_NOT_PROVED({host}, host, wanted, details(unknown))
  const contradicting = proofs.filter(({holds}) => holds === false)
  if (contradicting.length > 0) {
    const answers = contradicting.some(({kind}) => kind === 'silence')
    throw errors.POWER_NOT_PROVED({host}, host, wanted, `the relay reads ${wanted}, but ${details(contradicting)}`, answers)
  }
  return wanted
}

const verdicts = new Map<Proof['holds'], string>([
  [true, 'holds'],
  [false, 'does not hold'],
  ['unknown', 'unknown'],
])

/** All proofs in one line, for the journal: `relay holds, silence unknown`. */
export function formatProofs(proofs: readonly Proof[]): string {
  return proofs.map(({kind, holds}) => `${kind} ${verdicts.get(holds)}`).join(', ')
}
