import {OpsError} from '@ops/core/errors'
import type {Coordinator, JournalEntry, Lease} from '@ops/core/coordinator'
import type {Clock} from '@ops/core/time'

/** A journal and leases that live in this test alone; leases never expire. */
export function memoryCoordinator(clock: Clock): Coordinator & {entries: JournalEntry[]; held: Set<string>} {
  const entries: JournalEntry[] = []
  const held = new Set<string>()
  return {
    entries,
    held,
    async append(entry) {
      const whole: JournalEntry = {...entry, seq: entries.length + 1, at: new Date(clock.now()).toISOString(), actor: 'test@here', hash: ''}
      entries.push(whole)
      return whole
    },
    read: async () => entries,
    async *watch() {},
    async lease({names}): Promise<Lease> {
      const taken = names.find((name) => held.has(name))
      if (taken !== undefined) throw new OpsError('LEASE_HELD', `${taken} is held.`, 'refused')
      for (const name of names) held.add(name)
      const release = async () => {
        for (const name of names) held.delete(name)
      }
      return {names, fence: 1, lost: new AbortController().signal, check: async () => {}, release, [Symbol.asyncDispose]: release}
    },
    async [Symbol.asyncDispose]() {},
  }
}
