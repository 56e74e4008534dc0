import {hostAddress} from '../instance/identity.ts'
import type {LabState} from '../instance/state.ts'
import {must, tool} from './run-tool.ts'

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
