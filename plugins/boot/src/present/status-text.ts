import {formatBytes, formatLocalTime, plural, table} from '@ops/core/text'
import {dhcpServerText} from '../state/dhcp-servers.ts'
import type {ServerStatus} from '../control/server-status.ts'

/** Renders the status of the running server. */
export function statusText({transfers, totals, ports, addresses, root, armed, dhcpServers}: ServerStatus, columns?: number): string {
  const where = addresses.length === 0 ? 'every address' : addresses.join(', ')
  const services = [`TFTP port ${ports.tftp}`, ...(ports.http === undefined ? [] : [`HTTP port ${ports.http}`])].join(', ')
  const ended = (outcome: string) => totals.transfers[outcome] ?? 0
  const refused = Object.values(totals.refused).reduce((sum, one) => sum + one, 0)
  const counts = [
    `${plural(ended('done'), 'transfer')} done`,
    `${ended('silent') + ended('aborted') + ended('failed')} interrupted`,
    `${plural(refused, 'request')} refused`,
    `${formatBytes(totals.bytes)} sent`,
    `${plural(totals.retransmits, 'block')} retransmitted`,
  ]
  const lines = [
    `${root ?? 'no common folder'} on ${where}: ${services}`,
    counts.join(', '),
    ...dhcpServers.map(
      (server) => `Another DHCP server answers: ${dhcpServerText(server)} (last seen at ${formatLocalTime(server.lastSeen).time})`,
    ),
    ...armed.map(({host, until}) => `${host} may boot until ${until}`),
  ]
  if (transfers.length === 0) return [...lines, 'No transfer is running.'].join('\n')
  const rows = transfers.map(({host, client, file, bytes, size, rate, retransmits, rttMs, stall}) => [
    host ?? client,
    file,
    `${formatBytes(bytes)} of ${formatBytes(size)}`,
    `${formatBytes(rate)}/s`,
    String(retransmits),
    rttMs === undefined ? '-' : `${rttMs.toFixed(2)} ms`,
    stall ?? '',
  ])
  return [...lines, table(rows, ['HOST', 'FILE', 'DONE', 'RATE', 'RETRANS', 'ROUND TRIP', 'STALL'], columns)].join('\n')
}
