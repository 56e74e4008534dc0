import type {Clock} from '@ops/core/time'
import type {DhcpServers} from '../state/dhcp-servers.ts'
import type {EventHub} from '../state/events.ts'
import type {ClientLink} from './client-link.ts'
import {type SearchedNetwork, ServerSearch} from './server-search.ts'

/** Milliseconds between two requests. */
const askEveryMs = 300_000

export interface WatchDeps {
  link: ClientLink
  clock: Clock
  hub: EventHub
  servers: DhcpServers
  /** The networks at this moment. */
  networks: () => readonly SearchedNetwork[]
}

/** Reports each other DHCP server that appears in the networks, until the signal aborts: from its broadcasts, and from answers. */
export async function watchServers({link, clock, hub, servers, networks}: WatchDeps, signal: AbortSignal): Promise<void> {
  const search = new ServerSearch(link, (server) => {
    if (signal.aborted || link.ownAddresses().includes(server.address) || !servers.seen(server)) return
    void search.withMac(server).then((known) => {
      servers.seen(known)
      hub.emit({event: 'dhcp-server', ...known})
    })
  })
  while (!signal.aborted) {
    // No request as a machine of the inventory: that would look like its boot. A network may be down for now.
    await search.ask(networks().map(({machine: _, ...network}) => network)).catch(() => {})
    await clock.sleep(askEveryMs, signal).catch(() => {})
  }
}
