import type {FactChange} from '@ops/core/coordinator'
import {inRun, type Run} from '@ops/core/runs'
import {foldHosts} from '@ops/core/hostset'
import {OpsError} from '@ops/core/errors'
import type {Services} from '@ops/core/seams'
import {idsOf} from '../drivers/kit/device-ids.ts'
import type {OutletStatus} from './read-outlet.ts'
import type {Supply} from './power-map.ts'
import {voidProofs} from './proven.ts'
import {leaveMachine} from './former-machines.ts'
import {outletSpace, readRemembered, rememberChanges, type RememberedOutlet} from './remembered-outlets.ts'

export interface SeenHost {
  host: string
  /** Every outlet of the host. */
  supplies: readonly Supply[]
  statuses: readonly OutletStatus[]
}

/** Writes down what outlets of a host are, at first sight or at another address. They were read, so they are those that are known. */
export async function rememberOutlets(services: Services, run: Pick<Run, 'id'>, seen: SeenHost): Promise<void> {
  const changes = await findChanges(services, seen)
  if (changes.length > 0) await services.coordinator.facts.write(run.id, changes)
}

/** Ends proofs of a host whose machine, outlet or entry is another one now, also when the command is refused afterwards. */
export async function forgetOldProofs(
  services: Services,
  run: Pick<Run, 'id'>,
  {host, statuses}: Pick<SeenHost, 'host' | 'statuses'>,
): Promise<void> {
  const former = (await readRemembered(services, host)).former?.host
  const changes = await voidProofs(services, {host, former, statuses})
  if (changes.length > 0) await services.coordinator.facts.write(run.id, changes)
}

/** The same for a command that only reads: it has a run in the journal only when it saw something new. */
export async function rememberReadings(
  services: Services,
  command: {command: string; argv: readonly string[]},
  seen: readonly SeenHost[],
): Promise<void> {
  const found = await Promise.all(seen.map(async (one) => ({host: one.host, changes: await findChanges(services, one)})))
  const read = new Set(seen.map(({host}) => host))
  // What was read of a host counts more than what was seen of its machine under another name.
  const ownChanges = ({host, changes}: (typeof found)[number]) =>
    changes.filter(({space, key}) => space !== outletSpace || key === host || !read.has(key))
  // Two names of one machine change the same key.
  const changes = [...new Map(found.flatMap(ownChanges).map((one) => [JSON.stringify([one.space, one.key]), one])).values()]
  if (changes.length === 0) return
  const hosts = found.flatMap((one) => (one.changes.length === 0 ? [] : [one.host]))
  try {
    await inRun(services, {...command, hosts}, async (run) => {
      await services.coordinator.facts.write(run.id, changes)
      return hosts.map((host) => ({host}))
    })
  } catch (error) {
    const code = error instanceof OpsError ? error.code : ''
    // Reading is done; it is only not remembered.
    if (unwritable.has(code)) services.progress.say(`The outlets of ${foldHosts(hosts)} are not remembered: the journal cannot be written.`)
    // Another process has seen them at the same time.
    else if (code !== 'JOURNAL_FACT_CHANGED') throw error
  }
}

const unwritable = new Set(['JOURNAL_UNWRITABLE', 'JOURNAL_BROKEN', 'JOURNAL_TOO_NEW', 'JOURNAL_BUSY'])

async function findChanges(services: Services, {host, supplies, statuses}: SeenHost): Promise<FactChange[]> {
  const seen = statuses.flatMap(({outlet, reading}): RememberedOutlet[] => {
    const ids = reading === undefined ? undefined : idsOf(reading)
    return ids === undefined ? [] : [{outlet: outlet.supply.id, ids}]
  })
  const remembered = await readRemembered(services, host)
  const proofs = await voidProofs(services, {host, former: remembered.former?.host, statuses})
  const changes = rememberChanges(services, host, supplies, seen, remembered)
  return [...changes, ...(changes.length === 0 ? [] : await leaveMachine(services, host, remembered)), ...proofs]
}
