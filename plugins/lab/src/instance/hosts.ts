import {deviceId, hostAddress, type LabIdentity, macOf, plugAddress} from './identity.ts'
import type {LabHost} from './state.ts'

/** TP-Link's port. */
export const plugPort = 9999

/** The lab's machines: `node1`, `node2`, … with their addresses and plugs. */
export function labHosts(identity: LabIdentity, subnet: number, count: number): LabHost[] {
  return Array.from({length: count}, (_, at) => {
    const n = at + 1
    const name = `node${n}`
    return {
      name,
      n,
      address: hostAddress(subnet, 10 + n),
      plug: {
        address: plugAddress(subnet, n),
        port: plugPort,
        deviceId: deviceId(identity, name),
        mac: macOf(identity, n, 'plug').toUpperCase(),
      },
    }
  })
}
