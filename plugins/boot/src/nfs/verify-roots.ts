import type {Host} from '@ops/core/inventory'
import {readFile, stat} from 'node:fs/promises'
import {resolve} from 'node:path'
import {localNetworks} from '../net/local-addresses.ts'
import {nfsErrors} from '../errors/nfs-errors.ts'
import {kernelRelease} from '../elf/kernel-release.ts'
import {type BootMachine, type BootPlan, machineNamed} from '../profiles/boot-machine.ts'
import {nfsRootOf} from './nfs-root-of.ts'
import type {ProbeExec} from './probe-exec.ts'
import {type CheckedRoot, verifyRoot} from './verify-root.ts'

/** Verifies the NFS roots of hosts one after the other. */
export async function verifyRoots(
  hosts: readonly Host[],
  plan: BootPlan,
  {server}: {server: string | undefined},
  exec: ProbeExec,
  signal: AbortSignal,
): Promise<CheckedRoot[]> {
  const here = server ?? localNetworks().find(({address}) => !address.startsWith('127.'))?.address ?? '127.0.0.1'
  const results: CheckedRoot[] = []
  for (const host of hosts) {
    const machine = machineNamed(host, plan)
    const root = nfsRootOf(machine, here, await releaseOf(machine, plan))
    if (root === undefined) throw nfsErrors.BOOT_NO_NFS_PROFILE({host: host.name}, host.name, machine.profileName)
    results.push(await verifyRoot(host.name, root, exec, signal))
  }
  return results
}

/** `uname -r` of the kernel that the profile serves from this machine. */
async function releaseOf({profile}: BootMachine, {top, base}: BootPlan): Promise<string | undefined> {
  const folder = profile.root ?? top.root
  if (folder === undefined || profile.kernel === undefined) return undefined
  const path = resolve(base, folder, profile.kernel)
  const isFile = await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  )
  return isFile ? kernelRelease(await readFile(path)) : undefined
}
