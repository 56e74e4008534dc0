import {createServer} from 'node:net'
import {takeLock} from '@ops/core/process'
import {labErrors} from '../errors/lab-errors.ts'
import {plugPort} from '../instance/hosts.ts'
import type {LabState} from '../instance/state.ts'
import {must} from '../machine/run-tool.ts'
import {firstSubnet, hostAddress, plugAddress, subnetCount} from '../instance/identity.ts'

/** A network that no other lab of this machine chooses until it is disposed: by then the lab uses its addresses. */
export interface ReservedSubnet extends AsyncDisposable {
  subnet: number
}

/**
 * A network from the lab's own starting point on: no interface and no route of this machine uses its /24, and no plug of another lab
 * its loopback addresses. A lab without a network of its own needs only the latter.
 */
export async function reserveSubnet({identity, mode}: Pick<LabState, 'identity' | 'mode'>): Promise<ReservedSubnet> {
  for (let step = 0; step < subnetCount; step++) {
    const subnet = (firstSubnet(identity) + step) % subnetCount
    const lock = await takeLock(`ops-lab-subnet-${subnet}`, 0)
    if (lock === undefined) continue
    if ((mode !== 'full' || (await isUnrouted(subnet))) && (await canListen(plugAddress(subnet, 1), plugPort)))
      return {subnet, [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose]()}
    await lock[Symbol.asyncDispose]()
  }
  throw labErrors.LAB_NO_SUBNET({})
}

async function isUnrouted(subnet: number): Promise<boolean> {
  const used = await must(['ip', '-4', 'route', 'show', 'table', 'all'])
  return !used.includes(hostAddress(subnet, 0).slice(0, -1))
}

function canListen(host: string, port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen({host, port}, () => server.close(() => resolve(true)))
  })
}
