import {type FileFact, fileAt, type PhoneFacts} from '../facts/phone-facts.ts'
import type {Action, Ownership} from './action.ts'

/** The change that gives a file this text and owner; none when it has them, or when it is unreadable. */
export function file(facts: PhoneFacts, path: string, after: string, own: Ownership): Action[] {
  const fact = fileAt(facts, path)
  if (isUnreadable(facts, path) || (fact.kind === 'file' && fact.content === after && sameOwner(fact, own))) return []
  return [{kind: 'file', path, before: fact.content, after, was: fact.kind === 'file' ? ownership(fact) : undefined, ...own}]
}

/** This user may not read it, so it is unknown whether it must change. */
export function isUnreadable(facts: PhoneFacts, path: string): boolean {
  const {kind, content} = fileAt(facts, path)
  return facts.uid !== 0 && (kind === 'hidden' || (kind === 'file' && content === undefined))
}

export function ownership({mode, uid, gid}: FileFact): Ownership {
  return {mode, uid, gid}
}

export function sameOwner(fact: Ownership, own: Ownership): boolean {
  return fact.mode === own.mode && fact.uid === own.uid && fact.gid === own.gid
}
