import {macOf, vethOf} from '../instance/identity.ts'
import type {LabHost, LabState} from '../instance/state.ts'
import {must} from '../machine/run-tool.ts'

/** One end of the cable into the host, the other onto the lab's bridge. Both go when the host's network namespace goes. */
export async function plugIn(state: LabState, host: LabHost, pid: number): Promise<void> {
  const veth = vethOf(state.identity, host.n)
  const mac = macOf(state.identity, host.n, 'host')
  await must(['ip', 'link', 'add', veth, 'type', 'veth', 'peer', 'name', 'eth0', 'address', mac, 'netns', String(pid)])
  await must(['ip', 'link', 'set', veth, 'master', state.identity.bridge, 'up'])
}
