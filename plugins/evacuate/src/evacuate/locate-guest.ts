import type {Workload} from '@ops/core/inventory'
import type {MoveObstacle, WorkloadPresence} from '@ops/core/seams'
import {asSentence} from '@ops/core/text'
import type {Guest} from '../records/guest.ts'
import type {FoundWork} from './find-work.ts'

type Locate = (workload: Workload) => Promise<WorkloadPresence>

/**
 * Whether a guest of a host runs, by the declaration that counts. If its declaration has changed, the record tells too, so that work
 * that the declaration of today does not find is not passed over.
 */
export async function locateGuest(host: string, guest: Guest, locate: Locate): Promise<FoundWork> {
  const {workload, recorded, declared, changed} = guest
  const {name, host: home} = workload
  const presence = await locate(workload)
  if (declared === undefined) {
    const note = `${home} no longer declares ${name}, which is moved as its last record on ${host} describes it.`
    return {workload, presence, notes: [note]}
  }
  if (changed.length === 0) return {workload, presence}
  const other = await locate(declared === workload ? recorded : declared)
  if (declared !== workload) {
    const isHere = presence.state !== 'absent' || other.state !== 'absent'
    return {workload, presence, ...(isHere ? {obstacle: otherKind(host, recorded, declared)} : {})}
  }
  if (isElsewhere(presence, other)) return {workload, presence, obstacle: otherWork(host, guest, [presence, other])}
  return {
    workload,
    presence,
    notes: [`${name} is moved as ${home} declares it today. Changed since ${name} came to ${host}: ${changed.join(', ')}.`],
  }
}

/** Whether the record finds work that the declaration of today does not. Both find the same process tree if they share a process. */
function isElsewhere(now: WorkloadPresence, before: WorkloadPresence): boolean {
  if (before.state !== 'running' && before.state !== 'held') return false
  if (now.state === 'absent') return true
  return now.pids.length > 0 && before.pids.length > 0 && !now.pids.some((pid) => before.pids.includes(pid))
}

function otherKind(host: string, {name, kind, host: home}: Workload, declared: Workload): MoveObstacle {
  return {
    host,
    message: `${name} came to ${host} as kind ${kind}, and ${home} declares it as kind ${declared.kind} today.`,
    hint: `set "kind: ${kind}" of ${name} at ${home} in the inventory; if ${name} runs on ${host} as kind ${declared.kind}, declare it at ${host} instead`,
  }
}

function otherWork(
  host: string,
  {workload, changed}: Guest,
  [now, before]: [now: WorkloadPresence, before: WorkloadPresence],
): MoveObstacle {
  const {name, host: home} = workload
  return {
    host,
    message: `The declaration of ${name} at ${home} does not find the work that came to ${host}. Today: ${asSentence(now.detail)} As it was declared then: ${asSentence(before.detail)}`,
    hint: `correct ${changed.map((key) => `"${key}:"`).join(', ')} of ${name} at ${home} in the inventory`,
  }
}
