import {isIPv4} from 'node:net'
import {errors} from '../errors.ts'
import {contains, type DhcpNetwork} from './dhcp-plan.ts'

/** A range that is none, or lies in no network of ours, would silently give nobody an address. */
export function checkRange(range: string | undefined, networks: readonly DhcpNetwork[]): void {
  if (range === undefined) return
  const [first = '', last = '', ...more] = range.split(',')
  const isRange = isIPv4(first) && isIPv4(last) && more.length === 0
  if (!isRange || !networks.some((network) => contains(network, first) && contains(network, last)))
    throw errors.BOOT_DHCP_RANGE({}, range, networks.map(({base, netmask}) => `${base}/${netmask}`).join(', '))
}
