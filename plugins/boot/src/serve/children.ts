import type {DaemonListener} from '@ops/core/daemon'
import type {Clock} from '@ops/core/time'
import {isIPv4} from 'node:net'
import {dhcpErrors} from '../errors/dhcp-errors.ts'
import {serveErrors} from '../errors/serve-errors.ts'
import {localNetworks} from '../net/local-addresses.ts'
import type {BootServer} from './boot-server.ts'

export interface ChildrenOptions {
  dhcp: {mode: 'proxy' | 'full' | 'off'; range: string | undefined; beside: boolean; interfaces: readonly string[]}
  nfs: {mode: 'ganesha' | 'nfsd' | 'external' | 'off'; port: number}
  addresses: readonly string[]
  /** Port of HTTP boot; undefined: it is off. */
  httpPort: number | undefined
  /** Folder of their configurations and state. */
  folder: string
  user: string | undefined
}

/** Creates the DHCP and NFS servers that run as children of the boot server. */
export async function bootChildren(server: BootServer, options: ChildrenOptions, clock: Clock): Promise<DaemonListener[]> {
  const {dhcp, nfs, addresses, httpPort, folder, user} = options
  const needsRoot = dhcp.mode !== 'off' ? 'dnsmasq' : nfs.mode === 'ganesha' ? 'nfs-ganesha' : nfs.mode === 'nfsd' ? 'exportfs' : undefined
  if (user !== undefined && needsRoot !== undefined) throw serveErrors.BOOT_USER_AND_CHILD({}, user, needsRoot)
  if (dhcp.range !== undefined && dhcp.mode !== 'full') throw dhcpErrors.BOOT_RANGE_ALONE({})
  if (dhcp.beside && dhcp.mode !== 'full') throw dhcpErrors.BOOT_BESIDE_ALONE({})
  const listeners: DaemonListener[] = []
  if (nfs.mode !== 'off') listeners.push(await nfsListener(server, options, clock))
  if (dhcp.mode !== 'off') {
    const {dnsmasqListener} = await import('../dhcp/dnsmasq-child.ts')
    if (dhcp.mode === 'full') {
      const {otherServersListener} = await import('../dhcp/other-servers.ts')
      listeners.push(otherServersListener(server, {addresses, beside: dhcp.beside}, clock))
    }
    listeners.push(await dnsmasqListener(server, {...dhcp, mode: dhcp.mode, addresses, httpPort, folder}, clock))
  }
  return listeners
}

async function nfsListener(server: BootServer, {nfs, addresses, folder}: ChildrenOptions, clock: Clock): Promise<DaemonListener> {
  const address = addresses.find((one) => isIPv4(one)) ?? localNetworks().find((one) => !one.address.startsWith('127.'))?.address
  if (address === undefined) throw serveErrors.BOOT_NO_NETWORK({})
  if (nfs.mode === 'ganesha')
    return (await import('../nfs/ganesha-child.ts')).ganeshaListener(server, {server: address, port: nfs.port, folder}, clock)
  if (nfs.mode === 'nfsd') return (await import('../nfs/nfsd.ts')).nfsdListener(server, {server: address})
  return (await import('../nfs/external.ts')).externalNfs(server, address)
}
