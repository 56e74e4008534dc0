import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {currentCode, renamedCodes} from '../../src/errors/renamed-codes.ts'
import {fixtures} from './files.ts'

/** Every error code that the older version had. */
export const oldCodes = readFileSync(join(fixtures, 'error-codes.txt'), 'utf8').trim().split('\n')

/** Whether a code in a run of a command says what the older version's code said: the same one, or what that became. */
export function meansTheSame(code: string, old: string, command: string): boolean {
  return code === old || code === currentCode(old, command)
}

/** What a code of the older version may be called now, itself included. */
export function namesOf(old: string): string[] {
  const row = renamedCodes[old] ?? []
  return [old, ...(typeof row === 'string' ? [row] : Object.values(row))]
}

/** All values of `code` in a tree, in order, and the tree with them blanked. */
export function splitCodes(tree: unknown): {codes: string[]; rest: unknown} {
  const codes: string[] = []
  const text = JSON.stringify(tree, (key, value: unknown) => {
    if (key !== 'code' || typeof value !== 'string') return value
    codes.push(value)
    return ''
  })
  return {codes, rest: JSON.parse(text)}
}
