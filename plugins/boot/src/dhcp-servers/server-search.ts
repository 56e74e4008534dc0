import {randomInt} from 'node:crypto'
import type {Clock} from '@ops/core/time'
import {netmask as maskOf, networkBase, prefixOf} from '../net/ipv4.ts'
import type {DhcpServer} from '../state/dhcp-servers.ts'
import type {ClientLink} from './client-link.ts'
import {readServerMessage, type ServerMessage, writeDiscover} from './client-message.ts'

/** A network that is searched. */
export interface SearchedNetwork {
  /** Address of this machine in it. */
  address: string
  interface?: string | undefined
  /** A machine of the inventory: another server may answer only those that it knows. */
  machine?: string | undefined
}

/** Milliseconds from the first request to the second, and from there to the end: a server may test an address for 3 s. */
const waitsMs = [1000, 4000]
/** Milliseconds for further servers, after the first has answered. */
const othersMs = 1000

/** Searches for DHCP servers by asking for an address, which is never taken. */
export class ServerSearch {
  readonly #link: ClientLink
  /** Networks by the transactions of the last requests. */
  #asked = new Map<number, SearchedNetwork>()

  constructor(link: ClientLink, found: (server: DhcpServer) => void) {
    this.#link = link
    link.listen((data) => {
      const message = readServerMessage(data)
      if (message !== undefined) found(this.#serverOf(message))
    })
  }

  /** Sends one request to each network as this machine's own interface, and one as the machine that it names. */
  async ask(networks: readonly SearchedNetwork[]): Promise<void> {
    const asked = new Map<number, SearchedNetwork>()
    for (const network of networks) {
      for (const mac of [this.#link.ownMac(network.address), network.machine]) {
        if (mac === undefined) continue
        const transaction = randomInt(1, 2 ** 32)
        asked.set(transaction, network)
        this.#asked = new Map([...this.#asked, ...asked])
        await this.#link.broadcast(network.address, writeDiscover(mac, transaction))
      }
    }
    this.#asked = asked
  }

  /** With its hardware address, if it is a neighbour. */
  async withMac(server: DhcpServer): Promise<DhcpServer> {
    const mac = await this.#link.macOf(server.address)
    return mac === undefined ? server : {...server, mac}
  }

  #serverOf({transaction, server, type, offered, netmask}: ServerMessage): DhcpServer {
    const card = this.#asked.get(transaction)?.interface
    const mask = netmask ?? maskOf('32')
    const offer = offered === undefined || type !== 'OFFER' ? {} : {offered, network: `${networkBase(offered, mask)}/${prefixOf(mask)}`}
    return {address: server, ...(card === undefined ? {} : {interface: card}), ...offer}
  }
}

/** Asks twice, and waits for answers; returns at the latest after 5 s. */
export async function findServers(
  networks: readonly SearchedNetwork[],
  link: ClientLink,
  clock: Clock,
  signal: AbortSignal,
): Promise<DhcpServer[]> {
  const servers = new Map<string, DhcpServer>()
  const answered = new AbortController()
  const search = new ServerSearch(link, (server) => {
    servers.set(server.address, {...servers.get(server.address), ...server})
    answered.abort()
  })
  for (const ms of waitsMs) {
    await search.ask(networks)
    await clock.sleep(ms, AbortSignal.any([signal, answered.signal])).catch(() => signal.throwIfAborted())
    if (servers.size > 0) break
  }
  if (servers.size === 0) return []
  await clock.sleep(othersMs, signal)
  return Promise.all([...servers.values()].map((server) => search.withMac(server)))
}
