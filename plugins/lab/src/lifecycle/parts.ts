import type {Progress} from '@ops/core/progress'
import type {LabPartContext, Registry} from '@ops/core/seams'
import type {LabDeps} from './lab-services.ts'
import {labErrors} from '../errors/lab-errors.ts'
import {type LabState, writeState} from '../instance/state.ts'
import {endMarked, labMark, partMark, partPids} from '../machine/processes.ts'

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
    const before = state.parts.find((part) => part.name === name)
    if (before?.piece !== undefined) continue
    if (before !== undefined) await removePart({registry, progress}, state, before)
    state.parts = [...state.parts.filter((part) => part.name !== name), {name}]
    await writeState(state)
    const task = progress.start(`Adding ${name}`)
    try {
      const piece = await registry.labParts.get(name)?.up(partContext(state, name, progress, signal))
      state.parts = state.parts.map((part) => (part.name === name && piece !== undefined ? {name, piece} : part))
    } finally {
      task.end()
    }
    await writeState(state)
  }
}

/** Most that a part may take to go. */
const partDownMs = 30_000

/**
 * Takes a part away. One whose `up` was cut off has no piece: its processes are found by their mark, and the part itself
 * knows what else it makes.
 */
export async function removePart({registry, progress}: LabDeps, state: LabState, {name, piece}: LabState['parts'][number]): Promise<void> {
  if (piece === undefined) await endMarked(() => partPids(state.dir, name))
  const context = partContext(state, name, progress, AbortSignal.timeout(partDownMs))
  await registry.labParts.get(name)?.down(piece ?? {name, inventory: {}, pids: [], summary: 'cut off'}, context)
}

function partContext(state: LabState, name: string, progress: Progress, signal: AbortSignal): LabPartContext {
  const env = {[labMark]: state.dir, [partMark]: name}
  return {root: state.dir, privileged: state.mode === 'full', signal, env, say: (line) => progress.say(line)}
}
