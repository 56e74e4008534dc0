import {labErrors} from '../errors.ts'
import {must} from '../machine/run-tool.ts'
import {firstSubnet, hostAddress, type LabIdentity, subnetCount} from './identity.ts'

/** A /24 that no interface and no route of this machine uses, from the lab's own starting point on. */
export async function freeSubnet(identity: LabIdentity): Promise<number> {
  const used = await must(['ip', '-4', 'route', 'show', 'table', 'all'])
  for (let step = 0; step < subnetCount; step++) {
    const subnet = (firstSubnet(identity) + step) % subnetCount
    if (!used.includes(`${hostAddress(subnet, 0).slice(0, -1)}`)) return subnet
  }
  throw labErrors.LAB_NO_SUBNET({})
}
