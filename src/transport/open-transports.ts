import type {Host, Inventory} from '../inventory/inventory.ts'
import {transportErrors} from './errors.ts'
import {localTransport} from './local.ts'
import {namespaceTransport} from './namespace.ts'
import {sshTransport} from './ssh.ts'
import type {Transport, Transports} from './transport.ts'

/** Transports of the inventory's hosts, one each, closed together. */
export function openTransports(inventory: Inventory, {runDir}: {runDir: string}): Transports {
  const open = new Map<string, Transport>()
  const make = (host: Host): Transport => {
    if (host.transport.kind === 'local') return localTransport(host.name)
    if (host.transport.kind === 'namespace') return namespaceTransport(host.name, host.transport.pidfile)
    if (host.address === undefined) throw transportErrors.TRANSPORT_NO_ADDRESS({host: host.name}, host.name)
    return sshTransport({host: host.name, address: host.address, ssh: host.ssh, runDir})
  }
  return {
    to(name) {
      const transport = open.get(name) ?? make(inventory.host(name))
      open.set(name, transport)
      return transport
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...open.values()].map((transport) => transport[Symbol.asyncDispose]()))
      open.clear()
    },
  }
}
