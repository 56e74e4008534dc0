import {opsFolder} from '../layout/layout.ts'

/** The folders that ops made, in the order of their removal: its own, which lists the others, after them but before its parents. */
export function removalOrder(made: readonly string[]): string[] {
  const isParent = (path: string) => opsFolder.startsWith(`${path}/`)
  const inward = made.toReversed()
  return [...inward.filter((path) => !isParent(path)), opsFolder, ...inward.filter(isParent)]
}
