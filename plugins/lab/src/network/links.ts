import {hostAddress, macOf, vethOf} from '../instance/identity.ts'
import type {LabHost, LabState} from '../instance/state.ts'
import {must, tool} from '../machine/run-tool.ts'

/** The lab's switch, with this machine on it as .1; made again where it is already. */
export async function makeBridge({identity, subnet}: LabState): Promise<void> {
  const {code} = await tool(['ip', 'link', 'show', 'dev', identity.bridge])
  if (code !== 0) await must(['ip', 'link', 'add', identity.bridge, 'type', 'bridge'])
  await must(['ip', 'address', 'replace', `${hostAddress(subnet, 1)}/24`, 'dev', identity.bridge])
  await must(['ip', 'link', 'set', identity.bridge, 'up'])
}

/** Names of this lab's links that exist: the bridge and the cables on it. */
export async function labLinks({identity}: Pick<LabState, 'identity'>): Promise<string[]> {
  const {stdout} = await tool(['ip', '-json', 'link', 'show'])
  const links = JSON.parse(stdout || '[]') as {ifname: string}[]
  return links.map((link) => link.ifname).filter((name) => name.startsWith(identity.bridge))
}

/** One end of the cable into the host, the other onto the lab's bridge. Both go when the host's network namespace goes. */
export async function plugIn(state: LabState, host: LabHost, pid: number): Promise<void> {
  const veth = vethOf(state.identity, host.n)
  const mac = macOf(state.identity, host.n, 'host')
  await must(['ip', 'link', 'add', veth, 'type', 'veth', 'peer', 'name', 'eth0', 'address', mac, 'netns', String(pid)])
  await must(['ip', 'link', 'set', veth, 'master', state.identity.bridge, 'up'])
}
