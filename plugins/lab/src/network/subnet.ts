import {createServer} from 'node:net'
import {labErrors} from '../errors/lab-errors.ts'
import {plugPort} from '../instance/hosts.ts'
import {must} from '../machine/run-tool.ts'
import {firstSubnet, hostAddress, type LabIdentity, plugAddress, subnetCount} from '../instance/identity.ts'

/** A /24 that no interface and no route of this machine uses, from the lab's own starting point on. */
export async function freeSubnet(identity: LabIdentity): Promise<number> {
  const used = await must(['ip', '-4', 'route', 'show', 'table', 'all'])
  return firstFree(identity, async (subnet) => !used.includes(hostAddress(subnet, 0).slice(0, -1)))
}

/** The same search for a lab without a network of its own: only its plugs' loopback addresses must be free. */
export function freePlugs(identity: LabIdentity): Promise<number> {
  return firstFree(identity, (subnet) => canListen(plugAddress(subnet, 1), plugPort))
}

async function firstFree(identity: LabIdentity, isFree: (subnet: number) => Promise<boolean>): Promise<number> {
  for (let step = 0; step < subnetCount; step++) {
    const subnet = (firstSubnet(identity) + step) % subnetCount
    if (await isFree(subnet)) return subnet
  }
  throw labErrors.LAB_NO_SUBNET({})
}

function canListen(host: string, port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen({host, port}, () => server.close(() => resolve(true)))
  })
}
