import {type Answer, table} from '@ops/core/cli'
import {exitCodes} from '@ops/core/errors'
import type {Services} from '@ops/core/seams'
import {hostsWithRecords} from './open-moves.ts'
import {evacuationStatus} from './status.ts'

/** `ops evacuate status [HOST]`. Exit 4 when a host did not answer: then something may be missing from the answer. */
export async function showStatus(services: Services, name: string | undefined, signal: AbortSignal): Promise<Answer> {
  const hosts = name === undefined ? hostsWithRecords(services) : [services.inventory.host(name)]
  const status = await evacuationStatus(services, hosts, {}, signal)
  const rows = status.moves.map(({run, workload, source, destination, state, sentence, next}) => [
    run,
    workload,
    `${source} -> ${destination}`,
    state,
    next === undefined ? sentence : `${sentence} Next: ${next}`,
  ])
  const silent = status.silent.map(({host, why}) => `${host}: its records are unknown. ${why}`)
  const asked = hosts.length - status.silent.length
  const none = `No evacuation is open on ${asked} ${asked === 1 ? 'host' : 'hosts'} (${status.settled} settled).`
  return {
    result: {...status},
    text: [...(rows.length === 0 ? [none] : [table(rows)]), ...silent].join('\n'),
    exit: status.silent.length > 0 || status.moves.some(({state}) => state === 'UNKNOWN') ? exitCodes.unreachable : exitCodes.done,
  }
}
