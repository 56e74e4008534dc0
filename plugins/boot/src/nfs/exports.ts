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
  /** Addresses that may mount it, this machine's own first (`ops boot nfs-check`); empty: anybody who reaches the port. */
  clients: string[]
  hosts: string[]
}

/** The roots that the profiles name, one entry per folder, for the addresses of the machines that use them. */
export function nfsExports(machines: readonly BootMachine[], server: string): NfsExport[] {
  const byPath = new Map<string, NfsExport>()
  let open = false
  for (const machine of machines) {
    const {nfs} = machine.profile
    // Somebody else's server.
    if (nfs === undefined || (nfs.server !== undefined && nfs.server !== server)) continue
    const path = templateValues(machine, {server})['nfs-path'] ?? ''
    const known = byPath.get(path) ?? {path, pseudo: path, version: nfs.version, readOnly: nfs.readOnly, clients: [server], hosts: []}
    // NFSv3 needs more services: one machine that wants it is enough.
    known.version = Math.min(known.version, nfs.version)
    known.readOnly &&= nfs.readOnly
    known.hosts.push(machine.host.name)
    if (machine.ip === undefined) open = true
    else known.clients.push(machine.ip)
    byPath.set(path, known)
  }
  // A machine without a known address has to be let in by whatever address it gets.
  return [...byPath.values()].map((one) => (open ? {...one, clients: []} : one))
}
