import {hookWithout} from '../boot/hook-file.ts'
import {type HookName, hookFiles, hookNames} from '../layout/hooks.ts'
import {fileAt, type PhoneFacts} from '../facts/phone-facts.ts'
import type {Action} from './action.ts'
import {file, ownership} from './file-action.ts'
import type {Original} from '../manifest/manifest.ts'

/** Restores a file that ops replaced; from a hook that others changed meanwhile only ops' lines are removed. */
export function restoreFile(facts: PhoneFacts, path: string, original: Original): Action[] {
  const hook = hookNames.find((name) => hookFiles[name] === path)
  const fact = fileAt(facts, path)
  const rest = hook === undefined || fact.content === undefined ? undefined : hookWithout(hook, fact.content)
  if (rest !== undefined) return file(facts, path, rest, original ?? ownership(fact))
  if (original !== null) return [{kind: 'restore', path, before: fact.content, ...original}]
  return fact.kind === 'file' ? [{kind: 'remove', path, before: fact.content, was: ownership(fact)}] : []
}

/** Removes ops' lines from a hook; its original is kept for `--remove`. */
export function removeHook(facts: PhoneFacts, hook: HookName): Action[] {
  const path = hookFiles[hook]
  const fact = fileAt(facts, path)
  if (!/^# (BEGIN ops sshd|Written by ops)/m.test(fact.content ?? '')) return []
  const rest = hookWithout(hook, fact.content ?? '')
  return rest === undefined
    ? [{kind: 'remove', path, before: fact.content, was: ownership(fact)}]
    : file(facts, path, rest, ownership(fact))
}
