import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {accountNothing, findWork} from './find-work.ts'
import {surveyHost} from './survey-host.ts'

export interface Baseline {
  host: string
  /** Names for `baseline:`, sorted. */
  names: string[]
}

/** Finds what runs on a host now, without the programs that every machine runs and without logins. */
export async function findBaseline(services: Services, host: Host, signal: AbortSignal): Promise<Baseline> {
  const survey = await surveyHost(services.transports.to(host.name), signal)
  const work = findWork(survey, accountNothing, host.ignore)
  const names = work.filter(({kind}) => kind !== 'session').map(({name}) => name)
  return {host: host.name, names: [...new Set(names)].sort()}
}
