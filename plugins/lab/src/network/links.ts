import {hostAddress, macOf, vethOf} from '../instance/identity.ts'
import type {LabHost, LabState} from '../instance/state.ts'
import {must, tool} from '../machine/run-tool.ts'

/** Makes the lab's bridge, with this machine on it as .1, unless it is there. */
export async function makeBridge({identity, subnet}: LabState): Promise<void> {
  const {code} = await tool(['ip', 'link', 'show', 'dev', identity.bridge])
  if (code !== 0) await must(['ip', 'link', 'add', identity.bridge, 'type', 'bridge'])
  await must(['ip', 'address', 'replace', `${hostAddress(subnet, 1)}/24`, 'dev', identity.bridge])
  await must(['ip', 'link', 'set', identity.bridge, 'up'])
}

/** Names of this lab's links that exist: the bridge and the veth pairs on it. */
export async function labLinks({identity}: Pick<LabState, 'identity'>): Promise<string[]> {
  const {stdout} = await tool(['ip', '-json', 'link', 'show'])
  const links = JSON.parse(stdout || '[]') as {ifname: string}[]
  return links.map((link) => link.ifname).filter((name) => name.startsWith(identity.bridge))
}

/** Makes a veth pair between the host and the lab's bridge. Both ends vanish with the host's network namespace. */
export async function connectHost(state: LabState, host: LabHost, pid: number): Promise<void> {
  const veth = vethOf(state.identity, host.n)
  const mac = macOf(state.identity, host.n, 'host')
  await must(['ip', 'link', 'add', veth, 'type', 'veth', 'peer', 'name', 'eth0', 'address', mac, 'netns', String(pid)])
  await must(['ip', 'link', 'set', veth, 'master', state.identity.bridge, 'up'])
}
