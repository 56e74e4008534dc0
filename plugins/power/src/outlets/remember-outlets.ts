import {inRun, type Run} from '@ops/core/runs'
import {foldHosts} from '@ops/core/hostset'
import {OpsError} from '@ops/core/errors'
import type {Services} from '@ops/core/seams'
import {idsOf} from '../drivers/kit/device-ids.ts'
import type {OutletStatus} from './read-outlet.ts'
import {readRemembered, rememberChange, type RememberedOutlet} from './remembered-outlets.ts'
import type {Supply} from './power-map.ts'

export interface SeenHost {
  host: string
  /** Every outlet of the host. */
  supplies: readonly Supply[]
  statuses: readonly OutletStatus[]
}

/** Writes down what outlets of a host are, at first sight or at another address. They were read, so they are those that are known. */
export async function rememberOutlets(services: Services, run: Pick<Run, 'id'>, seen: SeenHost): Promise<void> {
  const change = await findChange(services, seen)
  if (change !== undefined) await services.coordinator.facts.write(run.id, [change])
}

/** The same for a command that only reads: it has a run in the journal only when it saw something new. */
export async function rememberReadings(
  services: Services,
  command: {command: string; argv: readonly string[]},
  seen: readonly SeenHost[],
): Promise<void> {
  const changes = (await Promise.all(seen.map((one) => findChange(services, one)))).filter((change) => change !== undefined)
  if (changes.length === 0) return
  const hosts = changes.map(({key}) => key)
  try {
    await inRun(services, {...command, hosts}, async (run) => {
      await services.coordinator.facts.write(run.id, changes)
      return hosts.map((host) => ({host}))
    })
  } catch (error) {
    const code = error instanceof OpsError ? error.code : ''
    // Reading is done; it is only not remembered.
    if (code === 'JOURNAL_UNWRITABLE')
      services.progress.say(`The outlets of ${foldHosts(hosts)} are not remembered: the journal cannot be written.`)
    // Another process has seen them at the same time.
    else if (code !== 'JOURNAL_FACT_CHANGED') throw error
  }
}

async function findChange(services: Services, {host, supplies, statuses}: SeenHost) {
  const seen = statuses.flatMap(({outlet, reading}): RememberedOutlet[] => {
    const ids = reading === undefined ? undefined : idsOf(reading)
    return ids === undefined ? [] : [{outlet: outlet.supply.id, ids}]
  })
  return seen.length === 0 ? undefined : rememberChange(host, supplies, seen, await readRemembered(services, host))
}
