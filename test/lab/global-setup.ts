import process from 'node:process'
import type {TestProject} from 'vitest/node'
import {checkParts, renderParts} from './parts.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Programs that a test cannot use here, each with the reason as a clause. */
    unusableParts: Record<string, string>
  }
}

/** Runs before the lab suite: starts every program that it uses, and says which do not start. */
export async function setup(project: TestProject): Promise<void> {
  const states = await checkParts()
  process.stdout.write(`${renderParts(states)}\n`)
  const unusable = states.flatMap(({program, problem}) => (problem === undefined ? [] : [[program, `${program} ${problem}`] as const]))
  project.provide('unusableParts', Object.fromEntries(unusable))
}
