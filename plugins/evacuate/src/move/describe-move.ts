import type {MoveState, MoveView, Side} from './move-view.ts'

export interface MoveNames {
  run: string
  workload: string
  source: string
  destination: string
}

/** Names the hosts whose records are gone. */
export function missingSentence(missing: readonly Side[], names: MoveNames): string {
  const hosts = missing.map((side) => names[side]).join(' and ')
  return missing.length > 1 ? `Its records are gone from ${hosts} (reinstalled?).` : `Its record is gone from ${hosts} (reinstalled?).`
}

/** Clause that names the hosts that do not answer. */
export function silence({source, destination}: MoveView, names: MoveNames): string {
  const hosts = [source.reach === 'silent' ? names.source : '', destination.reach === 'silent' ? names.destination : ''].filter(Boolean)
  return `${hosts.join(' and ')} ${hosts.length > 1 ? 'do' : 'does'} not answer`
}

/** The move is committed to a destination without power. A copied process is lost; a service may start there again. */
export function destinationGone(
  {source}: MoveView,
  names: MoveNames,
  start: string,
): {state: MoveState; sentence: string; way: 'abort' | 'resume'} {
  const held = source.reach === 'answered' && (source.work.state === 'held' || source.work.state === 'stored')
  const older = held ? `; its older state is held on ${names.source}` : ''
  return {state: 'LOST', sentence: `${start}, which has no power${older}.`, way: 'abort'}
}

export function describeSource({source}: MoveView, {workload, source: host}: MoveNames): string {
  if (source.reach !== 'answered') return `${host} ${source.reach === 'gone' ? 'has no power' : 'does not answer'}`
  const sentences = {
    running: `${workload} runs on ${host}`,
    holding: `${workload} is being frozen on ${host}`,
    held: `${workload} is held on ${host} and does not run`,
    stored: `${workload} exists only in images on ${host}, because its processes are gone`,
    lost: `${workload} was held on ${host}, and its processes and images are gone`,
    absent: `${workload} does not exist on ${host}`,
    unknown: `${workload} may run on ${host}`,
  }
  return sentences[source.work.state]
}
