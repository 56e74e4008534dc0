import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import process from 'node:process'
import type {TestProject} from 'vitest/node'
import {findCgroup} from '../../plugins/lab/src/machine/find-cgroup.ts'
import {tool} from '../../plugins/lab/src/machine/run-tool.ts'
import {checkParts, renderParts} from './parts.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Programs that a test cannot use here, each with the reason as a clause. */
    unusableParts: Record<string, string>
  }
}

/** Runs before the lab suite: starts every program that it uses, and says which do not start. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const states = await checkParts()
  process.stdout.write(`${renderParts(states)}\n`)
  const unusable = states.flatMap(({program, problem}) => (problem === undefined ? [] : [[program, `${program} ${problem}`] as const]))
  project.provide('unusableParts', Object.fromEntries(unusable))
  return process.getuid?.() === 0 ? await holdCgroups() : async () => {}
}

/** On a machine without cgroup2 the first lab would mount it below its folder, and take it away from labs that run at the same time. */
async function holdCgroups(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'ops-lab-suite-'))
  const point = await findCgroup(folder).catch(() => '')
  return async () => {
    if (point.startsWith(folder)) await tool(['umount', point])
    rmSync(folder, {recursive: true})
  }
}
