import type {Progress} from '@ops/core/progress'
import type {LabPartContext, Registry} from '@ops/core/seams'
import type {LabServices} from './lab-services.ts'
import {labErrors} from '../errors/lab-errors.ts'
import {type LabState, writeState} from '../instance/state.ts'
import {endMarked, labMark, partMark, partPids} from '../machine/processes.ts'

/** Names of the parts of a lab: those of every lab, and the wanted ones. Throws LAB_UNKNOWN_PART. */
export function partNames(registry: Registry, wanted: readonly string[]): string[] {
  const unknown = wanted.find((name) => registry.labParts.get(name) === undefined)
  if (unknown !== undefined) throw labErrors.LAB_UNKNOWN_PART({}, unknown, registry.labParts.names().join(', '))
  const always = registry.labParts.all().flatMap((part) => (part.byDefault ? [part.name] : []))
  return [...new Set([...always, ...wanted])]
}

/** Adds the parts that the lab does not have yet. */
export async function addParts(services: LabServices, before: LabState, names: readonly string[], signal: AbortSignal): Promise<LabState> {
  let state = before
  for (const name of names) {
    const part = state.parts.find((one) => one.name === name)
    if (part?.piece !== undefined) continue
    if (part !== undefined) await removePart(services, state, part)
    state = await addPart(services, state, name, signal)
  }
  return state
}

async function addPart({registry, progress}: LabServices, before: LabState, name: string, signal: AbortSignal): Promise<LabState> {
  const others = before.parts.filter((part) => part.name !== name)
  const state = await writeState({...before, parts: [...others, {name}]})
  const task = progress.start(`Adding ${name}`)
  try {
    const piece = await registry.labParts.get(name)?.up(partContext(state, name, progress, signal))
    return await writeState({...state, parts: [...others, {name, ...(piece === undefined ? {} : {piece})}]})
  } finally {
    task.end()
  }
}

/** How long the removal of a part may take. */
const partDownMs = 30_000

/**
 * Removes a part. One whose `up` was cut off has no piece: its processes are found by their mark, and its `down` removes
 * what else it makes.
 */
export async function removePart(
  {registry, progress}: LabServices,
  state: LabState,
  {name, piece}: LabState['parts'][number],
): Promise<void> {
  if (piece === undefined) await endMarked(() => partPids(state.dir, name))
  const context = partContext(state, name, progress, AbortSignal.timeout(partDownMs))
  await registry.labParts.get(name)?.down(piece ?? {name, inventory: {}, pids: [], summary: 'not started'}, context)
}

function partContext(state: LabState, name: string, progress: Progress, signal: AbortSignal): LabPartContext {
  const env = {[labMark]: state.dir, [partMark]: name}
  return {root: state.dir, privileged: state.mode === 'full', signal, env, say: (line) => progress.say(line)}
}
