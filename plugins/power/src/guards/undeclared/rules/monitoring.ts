import {BlockList, isIP} from 'node:net'
import type {Connection} from './connections.ts'

/** Whether a connection is one of those declared under `monitoring:`. */
export type MonitoringTest = (connection: Connection) => boolean

export const noMonitoring: MonitoringTest = () => false

/** Entries are `USER`, `ADDRESS`, `ADDRESS/BITS`, or a user and an address: `USER@ADDRESS`. */
export function monitoringTest(entries: readonly string[]): MonitoringTest {
  const tests = entries.map(entryTest)
  return (connection) => tests.some((test) => test(connection))
}

function entryTest(entry: string): MonitoringTest {
  const [, name, place] = /^(?:([^@]+)@)?(.+)$/.exec(entry) ?? []
  const isAddress = place !== undefined && isIP(place.replace(/\/\d+$/, '')) !== 0
  const user = name ?? (isAddress ? undefined : place)
  const allowed = isAddress ? addressTest(place) : undefined
  return (connection) => {
    if (user !== undefined && connection.user.raw !== user) return false
    return allowed === undefined || (connection.address !== undefined && allowed(connection.address.raw))
  }
}

function addressTest(place: string): (address: string) => boolean {
  const [net = '', bits] = place.split('/')
  const family = isIP(net) === 6 ? 'ipv6' : 'ipv4'
  const list = new BlockList()
  if (bits === undefined) list.addAddress(net, family)
  else list.addSubnet(net, Number(bits), family)
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}
