import {createHash} from 'node:crypto'
import type {Coordinator, JournalEntry} from './coordinator.ts'
import {errors} from './errors.ts'

/** The hash before the first entry. */
export const genesisHash = '0'.repeat(64)

export type Unsealed = Omit<JournalEntry, 'hash'>

/** The text of an entry that is hashed and stored. */
export function entryBody({seq, at, actor, run, kind, act, host, intent, data}: Unsealed): string {
  return canonicalJson({seq, at, actor, run, kind, act, host, intent, data})
}

/** SHA-256 over the hash before and the entry's canonical JSON, in hex. */
export function chainHash(previous: string, body: string): string {
  return createHash('sha256').update(previous).update('\n').update(body).digest('hex')
}

export type ChainCheck = {ok: true; entries: number; head: string} | {ok: false; seq: number; why: string}

/** Verifies the whole chain of hashes. A removed tail cannot show here: compare `head` with one that was kept elsewhere. */
export function verifyChain(entries: readonly JournalEntry[]): ChainCheck {
  let head = genesisHash
  let seq = 0
  for (const entry of entries) {
    if (entry.seq <= seq) return {ok: false, seq: entry.seq, why: `it comes after entry ${seq}`}
    seq = entry.seq
    if (chainHash(head, entryBody(entry)) !== entry.hash) {
      return {ok: false, seq, why: 'its hash does not match its content and the entry before it'}
    }
    head = entry.hash
  }
  return {ok: true, entries: entries.length, head}
}

/** Throws JOURNAL_CHANGED (exit 5) at the first entry whose hash does not match. */
export async function requireWholeChain(coordinator: Coordinator): Promise<{entries: number; head: string}> {
  const check = verifyChain(await coordinator.read())
  if (!check.ok) throw errors.JOURNAL_CHANGED({}, check.seq, check.why)
  return check
}

/**
 * JSON with sorted keys and no spaces, so that equal values give equal bytes (the order of RFC 8785: UTF-16 code units).
 * Values that JSON cannot hold are treated as by JSON.stringify: undefined members vanish, NaN becomes null, a bigint throws.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(JSON.parse(JSON.stringify(value))))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const byKey = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  // No prototype, so that a member called __proto__ stays a member.
  const made: Record<string, unknown> = Object.create(null)
  for (const [key, member] of byKey) made[key] = sorted(member)
  return made
}
