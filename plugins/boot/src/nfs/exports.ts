import type {BootMachine} from '../profiles/boot-machine.ts'
import {templateValues} from '../profiles/template-values.ts'

/** One folder that machines mount as their root. */
export interface NfsExport {
  /** Folder on this machine. */
  path: string
  /** Path as clients mount it. */
  pseudo: string
  version: number
  readOnly: boolean
  /** Addresses and networks that may mount it, this machine's own first (`ops boot nfs-check`). */
  clients: string[]
  hosts: string[]
}

/**
 * Exports of the profiles' NFS roots, one entry per folder, restricted to the addresses of the machines that use it. For a
 * machine without a known address, its root is exported to all allowed networks (`allow`).
 */
export function nfsExports(machines: readonly BootMachine[], server: string, allow: readonly string[]): NfsExport[] {
  const byPath = new Map<string, NfsExport>()
  for (const machine of machines) {
    const {nfs} = machine.profile
    // Served by another server.
    if (nfs === undefined || (nfs.server !== undefined && nfs.server !== server)) continue
    const path = templateValues(machine, {server})['nfs-path'] ?? ''
    const known = byPath.get(path) ?? {path, pseudo: path, version: nfs.version, readOnly: nfs.readOnly, clients: [server], hosts: []}
    // NFSv3 needs more services, so one machine that uses it decides.
    known.version = Math.min(known.version, nfs.version)
    known.readOnly &&= nfs.readOnly
    known.hosts.push(machine.host.name)
    known.clients = [...new Set([...known.clients, ...(machine.ip === undefined ? allow : [machine.ip])])]
    byPath.set(path, known)
  }
  return [...byPath.values()]
}
