import {isIPv4} from 'node:net'
import type {DaemonListener} from '@ops/core/daemon'
import type {Clock} from '@ops/core/time'
import {type ClientLink, openClientLink} from '../dhcp-servers/client-link.ts'
import {findServers, type SearchedNetwork} from '../dhcp-servers/server-search.ts'
import {watchServers} from '../dhcp-servers/watch-servers.ts'
import {dhcpErrors} from '../errors/dhcp-errors.ts'
import {dhcpServerText} from '../state/dhcp-servers.ts'
import type {RunningServer} from '../state/running-server.ts'
import {type DhcpPlan, dhcpPlan} from './dhcp-plan.ts'

export interface OtherServersOptions {
  addresses: readonly string[]
  /** Start although another server answers. */
  beside: boolean
}

/**
 * Looks for other DHCP servers before dnsmasq starts, and refuses to start beside one; then watches for later ones. It is a
 * listener that is started before that of dnsmasq.
 */
export function otherServersListener(
  server: RunningServer,
  {addresses, beside}: OtherServersOptions,
  clock: Clock,
  open: () => Promise<ClientLink> = openClientLink,
): DaemonListener {
  const over = new AbortController()
  let link: ClientLink | undefined
  let watching: Promise<void> | undefined
  const networks = () => searchedNetworks(dhcpPlan(server.plan, addresses))
  const close = async () => {
    over.abort()
    await watching
    await link?.[Symbol.asyncDispose]()
    link = undefined
  }
  return {
    name: 'dhcp-servers',
    async start(_inherited, signal) {
      try {
        link = await open()
        const found = beside ? [] : await findServers(networks(), link, clock, signal)
        if (found.length > 0) throw dhcpErrors.BOOT_DHCP_SERVER({}, found.map(dhcpServerText))
      } catch (error) {
        await close()
        throw (error as NodeJS.ErrnoException).syscall === undefined
          ? error
          : dhcpErrors.BOOT_DHCP_SEARCH({cause: error}, (error as Error).message)
      }
      watching = watchServers({link, clock, hub: server.hub, servers: server.dhcpServers, networks}, over.signal)
      return beside ? 'not searched (--beside)' : 'none found'
    },
    drain: close,
    close,
  }
}

function searchedNetworks({networks, machines}: DhcpPlan): SearchedNetwork[] {
  return networks
    .filter(({isRelayed, server}) => isRelayed !== true && isIPv4(server))
    .map((network) => ({
      address: network.server,
      interface: network.interface,
      machine: machines.find((machine) => machine.network === network)?.mac,
    }))
}
