import type {BootMachine} from '../profiles/boot-machine.ts'
import {templateValues} from '../profiles/template-values.ts'
import type {NfsRoot} from './verify-root.ts'

/** The NFS root of a machine; undefined when its profile has none. */
export function nfsRootOf(machine: BootMachine, server: string, kernelRelease: string | undefined): NfsRoot | undefined {
  const {nfs} = machine.profile
  if (nfs === undefined) return undefined
  const values = templateValues(machine, {server})
  return {
    server: values['nfs-server'] ?? server,
    path: values['nfs-path'] ?? '',
    version: nfs.version,
    port: nfs.port,
    mountPort: nfs.mountPort,
    arch: machine.arch,
    kernelRelease,
  }
}
