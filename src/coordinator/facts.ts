import type {JournalEntry, NewEntry} from './coordinator.ts'
import {errors} from './errors.ts'

/** What ops remembers under a key: the value that the last journal entry about this key gave it. */
export interface Fact {
  /** Whose key it is, and of which shape its value: `power.outlets`. A shape that changes gets a new name: `power.outlets2`. */
  space: string
  key: string
  /** JSON. A mapping, so that it can get more members without a new space. */
  value: Record<string, unknown>
  /** The `seq` of the entry that set it: it only grows, also when the key was forgotten in between. */
  version: number
  at: string
  actor: string
  run: string
}

export interface FactChange {
  space: string
  key: string
  /** Undefined forgets the key. */
  value: Record<string, unknown> | undefined
  /** The version that the key must have; 0: the key must be unknown. */
  expect: number
  /** Name of the note in the journal. */
  act: string
  /** One line, for `ops runs show`. */
  text: string
  host?: string
}

/**
 * Values by key, for what a later command must know: a projection of the journal, which is the only place where they are kept.
 * Every change is a note in the journal, so the projection can be deleted at any time and is rebuilt from the notes.
 */
export interface Facts {
  read(space: string, key: string): Promise<Fact | undefined>
  /** All keys of a space, sorted. */
  list(space: string): Promise<Fact[]>
  /** All changes or none, durable when it returns: throws JOURNAL_FACT_CHANGED when a key has another version. */
  write(run: string, changes: readonly FactChange[]): Promise<void>
}

/** A key with the place of the entry that last said something about it; without `value` it was forgotten. */
interface Remark {
  space: string
  key: string
  value: Record<string, unknown> | undefined
}

/** What an entry says about a key; undefined for all other entries. */
export function remarkOf({kind, data}: Pick<JournalEntry, 'kind' | 'data'>): Remark | undefined {
  const fact = data['fact'] as {space: string; key: string; value: Record<string, unknown> | null} | undefined
  if (kind !== 'note' || fact === undefined) return undefined
  return {space: fact.space, key: fact.key, value: fact.value ?? undefined}
}

/** The note that makes a change. */
export function factNote(run: string, {space, key, value, act, text, host}: FactChange): NewEntry {
  const data = {text, fact: {space, key, value: value ?? null}}
  return {run, kind: 'note', act, data, ...(host === undefined ? {} : {host})}
}

/** The fact that an entry holds. */
export function toFact(entry: JournalEntry): Fact | undefined {
  const remark = remarkOf(entry)
  if (remark?.value === undefined) return undefined
  const {seq, at, actor, run} = entry
  return {space: remark.space, key: remark.key, value: remark.value, version: seq, at, actor, run}
}

/** Throws unless every key has the version that its change expects, and no key is changed twice. */
export function requireVersions(changes: readonly FactChange[], versionOf: (space: string, key: string) => number): void {
  const names = changes.map(({space, key}) => JSON.stringify([space, key]))
  if (new Set(names).size < names.length) throw new Error('A key is changed twice at once.')
  for (const {space, key, expect, host} of changes) {
    const found = versionOf(space, key)
    if (found !== expect) throw errors.JOURNAL_FACT_CHANGED(host === undefined ? {} : {host}, space, key, expect, found)
  }
}
