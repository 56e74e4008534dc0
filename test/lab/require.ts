import process from 'node:process'
import {inject, test} from 'vitest'
import type {} from './global-setup.ts'

/** What a test needs of this machine. */
export interface LabNeeds {
  /** Namespaces, mounts and cgroups: root, on Linux. */
  root?: boolean
  /** Programs that start, by the names of test/lab/parts.ts. */
  programs?: readonly string[]
  /** Any other need that is not met, as a sentence. */
  missing?: string
}

export type LabTest = (name: string, does: () => void | Promise<void>, timeoutMs?: number) => void

/**
 * vitest's `test` for a *.lab.ts file. What the file needs and this machine has not makes its tests be skipped with the
 * reason in their names, or fail with it where OPS_LAB=required: a gate must not pass because nothing ran.
 */
export function lab(needs: LabNeeds): LabTest {
  const reasons = unmet(needs)
  const reason = reasons.join('; ')
  if (reasons.length === 0) return (name, does, timeoutMs) => test(name, does, timeoutMs)
  if (process.env['OPS_LAB'] !== 'required') return (name) => test.skip(`${name} [skipped: ${reason}]`, () => {})
  return (name) =>
    test(name, () => {
      throw new Error(`OPS_LAB=required, but ${reason}`)
    })
}

/** The needs that this machine does not meet, each as a clause. */
export function unmet({root = false, programs = [], missing}: LabNeeds): string[] {
  const unusable = inject('unusableParts')
  return [
    ...(root && (process.platform !== 'linux' || process.getuid?.() !== 0) ? ['this is not root on Linux'] : []),
    ...programs.flatMap((program) => unusable[program] ?? []),
    ...(missing === undefined ? [] : [missing]),
  ]
}
