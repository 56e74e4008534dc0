import {foldHosts} from '@ops/core/hostset'
import type {Inventory} from '@ops/core/inventory'
import {isAskable} from '../proofs/reachability.ts'

/** The inventory says which hosts ops can watch; a proof of the wiring needs that. */
export type KnownHosts = Pick<Inventory, 'hosts'> | undefined

/** Of machines whose outlet was shown to be that of another one. */
export function refutedNote(hosts: string): string {
  return `an earlier run has shown that ${hosts} does not hang on its outlet; correct "power:" of ${hosts} in the inventory`
}

/** `ops power identify node1 proves it`, or what is missing for that. */
export function howToProve(hosts: readonly string[], inventory: KnownHosts): string {
  const mute = hosts.filter((name) => {
    const host = inventory?.hosts.get(name)
    return host !== undefined && !isAskable(host)
  })
  if (mute.length > 0) return `ops cannot prove it without "address:" of ${foldHosts(mute)}`
  const [first] = hosts
  return `ops power identify ${first} proves it${hosts.length === 1 ? '' : ` for ${first}, and so on for each`}`
}
