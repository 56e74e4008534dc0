import {errorTable} from '../errors/index.ts'
import type {Finding} from '../seams/guard.ts'

export const errors = errorTable({
  GUARD_BLIND: {
    message: (guard: string, host: string, why: string) => `The guard ${guard} could not look at ${host}: ${why}`,
    hint: (_guard: string, host: string) => `make ${host} answer, or give --force REASON if what it runs may be lost`,
    exit: 'refused',
  },
  GUARD_NOT_CLEARED: {
    message: (guard: string, host: string, left: readonly string[]) =>
      `${host} is still not safe after the guard ${guard} made it so; left to do: ${left.join('; ')}.`,
    hint: (_guard: string, host: string) => `ops evacuate status ${host}`,
    exit: 'refused',
  },
})

/** `node1 runs work that would be lost: …` and how many more. */
export function refusalSentence(findings: readonly Finding[]): string {
  const [first, ...more] = findings
  const rest = more.length === 0 ? '' : ` (and ${more.length} more)`
  return `${first?.message ?? 'A guard refused.'}${rest}`
}
