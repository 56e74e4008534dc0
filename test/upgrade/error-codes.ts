import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {fixtures} from './files.ts'

/** Codes of the older version by what they are called now; a code that is not in it is called as it was. */
export const renamed: Readonly<Record<string, readonly string[]>> = {}

/** Every error code that the older version had. */
export const oldCodes = readFileSync(join(fixtures, 'error-codes.txt'), 'utf8').trim().split('\n')

/** Whether a code says what the older version's code said: the same one, or what that became. */
export function meansTheSame(code: string, old: string): boolean {
  return code === old || (renamed[old] ?? []).includes(code)
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
