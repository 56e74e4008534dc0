import type {Progress} from '@ops/core/cli'
import type {LabPartContext, Registry} from '@ops/core/seams'
import type {LabDeps} from './deps.ts'
import {labErrors} from './errors.ts'
import {type LabState, writeState} from './instance/state.ts'
import {labMark} from './machine/processes.ts'

/** Names of the parts of a lab: those of every lab, and those that were asked for. Throws LAB_UNKNOWN_PART. */
export function partNames(registry: Registry, wanted: readonly string[]): string[] {
  const unknown = wanted.find((name) => registry.labParts.get(name) === undefined)
  if (unknown !== undefined) throw labErrors.LAB_UNKNOWN_PART({}, unknown, registry.labParts.names().join(', '))
  const always = registry.labParts.all().flatMap((part) => (part.byDefault ? [part.name] : []))
  return [...new Set([...always, ...wanted])]
}

/** Adds the parts that the lab has not yet. */
export async function addParts(
  {registry, progress}: LabDeps,
  state: LabState,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const name of names) {
    if (state.parts.some((part) => part.name === name && part.piece !== undefined)) continue
    state.parts = [...state.parts.filter((part) => part.name !== name), {name}]
    await writeState(state)
    const task = progress.start(`Adding ${name}`)
    try {
      const piece = await registry.labParts.get(name)?.up(partContext(state, progress, signal))
      state.parts = state.parts.map((part) => (part.name === name && piece !== undefined ? {name, piece} : part))
    } finally {
      task.end()
    }
    await writeState(state)
  }
}

export function partContext(state: LabState, progress: Progress, signal: AbortSignal): LabPartContext {
  return {root: state.dir, privileged: state.mode === 'full', signal, env: {[labMark]: state.dir}, say: (line) => progress.say(line)}
}
