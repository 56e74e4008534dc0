import type {Host} from '@ops/core/inventory'
import {isAskable} from './reachability.ts'

/** The next step for a machine whose wiring is to be proven; ops has to be able to watch it. */
export function stepToProof(host: Host): string {
  const {name} = host
  const identify = `ops power identify ${name}`
  return isAskable(host) ? identify : `add "address:" to ${name} in the inventory, then run ${identify}`
}
