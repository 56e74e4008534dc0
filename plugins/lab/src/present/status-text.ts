import {existsSync} from 'node:fs'
import {formatHostPort} from '@ops/core/net'
import {table} from '@ops/core/text'
import type {CounterReading} from '../observe/read-counter.ts'
import type {LabStatus} from '../status/lab-status.ts'

export function renderStatus(status: LabStatus, columns?: number): string {
  const rows = status.hosts.map(({host, address, power, ssh, plug}) => [
    host,
    address ?? '-',
    power,
    ssh === undefined ? '-' : ssh ? 'yes' : 'no',
    plug.running ? formatHostPort(plug.address, plug.port) : 'not running',
  ])
  const lines = [table(rows, ['host', 'address', 'power', 'ssh', 'plug'], columns)]
  if (status.software !== undefined) lines.push(`hosts: ${renderSoftware(status.software)}`)
  if (status.counter !== undefined) lines.push(`counter: ${renderCounter(status.counter)}`)
  for (const {name, summary} of status.parts) lines.push(`${name}: ${summary}`)
  if (!status.ready) lines.push('The lab was not made completely. Next: ops lab down')
  else if (!existsSync(status.inventory)) lines.push(`${status.inventory} does not exist. Next: ops lab down && ops lab up`)
  return lines.join('\n')
}

/** `criu 4.2.1, nginx-light` */
export function renderSoftware({criu, include}: {criu: string; include: readonly string[]}): string {
  return [`criu ${criu}`, ...include].join(', ')
}

/** One line: where the counter runs, its count, and how many ticks were lost or doubled. */
function renderCounter({copies, last, lost, doubled, longestGap}: CounterReading): string {
  if (last === undefined) return 'has not counted yet'
  const where = copies.map(({host, innerPid, running}) => `${running ? 'runs' : 'is held'} on ${host} as ${innerPid}`).join(', ')
  const pause = longestGap === undefined ? '' : `, longest pause ${Math.round(longestGap.ms)} ms before ${longestGap.before}`
  return `${where || 'runs on no host'}; at ${last.count}, ${lost.length} lost, ${doubled.length} doubled${pause}`
}
