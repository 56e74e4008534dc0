import {hookWithout} from '../boot/hook-file.ts'
import {type HookName, hookFiles, hookNames} from '../layout/hooks.ts'
import {fileAt, type PhoneFacts} from '../facts/phone-facts.ts'
import type {Action} from './action.ts'
import {file, ownership} from './file-action.ts'
import type {Original} from '../manifest/manifest.ts'

/** Makes a file what it was before ops came; of a hook that others wrote to meanwhile, only ops' lines go. */
export function giveBack(facts: PhoneFacts, path: string, original: Original): Action[] {
  const hook = hookNames.find((name) => hookFiles[name] === path)
  const fact = fileAt(facts, path)
  const rest = hook === undefined || fact.content === undefined ? undefined : hookWithout(hook, fact.content)
  if (rest !== undefined) return file(facts, path, rest, original ?? ownership(fact))
  if (original !== null) return [{kind: 'restore', path, before: fact.content, ...original}]
  return fact.kind === 'file' ? [{kind: 'remove', path, before: fact.content, was: ownership(fact)}] : []
}

/** Takes out of a hook what makes it start sshd; what it was before ops came is kept for `--remove`. */
export function takeHookAway(facts: PhoneFacts, hook: HookName): Action[] {
  const path = hookFiles[hook]
  const fact = fileAt(facts, path)
  if (!/^# (BEGIN ops sshd|Written by ops)/m.test(fact.content ?? '')) return []
  const rest = hookWithout(hook, fact.content ?? '')
  return rest === undefined
    ? [{kind: 'remove', path, before: fact.content, was: ownership(fact)}]
    : file(facts, path, rest, ownership(fact))
}
