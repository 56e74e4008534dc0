import type {Host} from '@ops/core/inventory'
import {type Untrusted, untrusted} from '@ops/core/untrusted'
import type {Services} from '@ops/core/seams'
import {accountNothing, findWork} from './find-work.ts'
import type {WorkKind} from './rules/work.ts'
import {surveyHost} from './survey-host.ts'

/** What ends by itself does not always run. */
const passing: readonly WorkKind[] = ['session', 'job', 'inhibitor', 'storage']

export interface Baseline {
  host: string
  /** Names for `baseline:`, sorted. */
  names: Untrusted[]
}

/** Finds what runs on a host now, without the programs that every machine runs, logins, and what ends by itself. */
export async function findBaseline(services: Services, host: Host, signal: AbortSignal): Promise<Baseline> {
  const survey = await surveyHost(services, services.transports.to(host.name), signal)
  const find = (baseline: readonly string[]) =>
    findWork(survey, accountNothing, host.ignore, {baseline})
      .filter(({kind}) => !passing.includes(kind))
      .map(({name}) => name.raw)
  const units = find([])
  // What the units started has names of its own.
  const names = [...units, ...find(units)]
  return {host: host.name, names: [...new Set(names)].sort().map(untrusted)}
}
