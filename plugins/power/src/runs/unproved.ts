import {isDeepStrictEqual} from 'node:util'
import type {Fact, FactChange} from '@ops/core/coordinator'
import {machineOf} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'

/** Machines whose outlets a run opened without a proof that they lost their power. Key: the host, and `machine` in the value. */
const unprovedSpace = 'power.unproved'

/** Their notes in the journal, and those of a later proof or start. */
const unprovedAct = 'power.unproved'
const overAct = 'power.unproved.over'

/** `answers`: it still answered when its outlets were open. `unseen`: nothing showed that it lost its power. */
export type Unproved = 'answers' | 'unseen'

const sentences: Record<Unproved, string> = {
  answers: 'still answered when its outlets were open',
  unseen: 'was not seen to lose its power when its outlets opened',
}

type Deps = Pick<Services, 'coordinator' | 'inventory'>

/** What is known of a host, or of its machine under a name that the inventory has no more. */
async function readUnproved(services: Deps, host: string): Promise<Fact | undefined> {
  const {coordinator, inventory} = services
  const {machine} = machineOfName(services, host)
  const own = await coordinator.facts.read(unprovedSpace, host)
  if (own !== undefined || machine === undefined) return own
  return (await coordinator.facts.list(unprovedSpace)).find(({key, value}) => value['machine'] === machine && !inventory.hosts.has(key))
}

function machineOfName({inventory}: Pick<Services, 'inventory'>, name: string): {machine?: string} {
  const host = inventory.hosts.get(name)
  return host === undefined ? {} : {machine: machineOf(host)}
}

/** Throws when the last run that opened the outlets of a host did not prove that it is off: asking again shows nothing new. */
export async function requireProved(services: Deps, host: string): Promise<void> {
  const fact = await readUnproved(services, host)
  if (fact === undefined) return
  const what = fact.value['what'] as Unproved
  const why = `its outlets read off, but it ${sentences[what]} (run ${fact.run}), and was not switched on since`
  throw errors.POWER_NOT_PROVED({host}, host, 'off', why, what === 'answers' ? true : 'again')
}

/** Writes down which hosts are not proved to be off; undefined for those that are, or have power again. */
export async function writeUnproved(services: Deps, run: Pick<Run, 'id'>, found: ReadonlyMap<string, Unproved | undefined>): Promise<void> {
  const changes: FactChange[] = []
  for (const [host, what] of found) {
    const before = await readUnproved(services, host)
    const value = what === undefined ? undefined : {what, ...machineOfName(services, host)}
    if (isDeepStrictEqual(before?.value, value)) continue
    const [act, text] =
      what === undefined ? [overAct, `${host} is proved off, or has power again`] : [unprovedAct, `${host} ${sentences[what]}`]
    changes.push({space: unprovedSpace, key: before?.key ?? host, value, expect: before?.version ?? 0, act, text, host})
  }
  if (changes.length > 0) await services.coordinator.facts.write(run.id, changes)
}
