import type {BootPlan} from '../profiles/boot-machine.ts'
import {type CheckedHost, checkFiles, type CheckTarget} from './check-files.ts'
import {parseTftpUrl} from './check-target.ts'
import type {BootMachine} from '../profiles/boot-machine.ts'
import {firstFile, isOneFile} from '../profiles/first-file.ts'
import {renderTemplate} from '../profiles/render-template.ts'
import {templateValues} from '../profiles/template-values.ts'

/** Checks files given as TFTP URLs. */
export async function checkUrls(urls: readonly string[], signal: AbortSignal): Promise<CheckedHost[]> {
  const results: CheckedHost[] = []
  for (const url of urls) {
    const {address, port, file} = parseTftpUrl(url)
    results.push(await checkFiles(address, [file], {address, tftpPort: port}, undefined, signal))
  }
  return results
}

/** Checks the given files, or else all files that the profiles of the hosts (default: all that boot) name. */
export async function checkHosts(
  {files, hosts}: {files: readonly string[]; hosts: ReadonlySet<string> | undefined},
  target: CheckTarget,
  plan: BootPlan,
  signal: AbortSignal,
): Promise<CheckedHost[]> {
  if (files.length > 0) return [await checkFiles(target.address, files, target, undefined, signal)]
  const results: CheckedHost[] = []
  for (const machine of plan.machines) {
    if (hosts !== undefined && !hosts.has(machine.host.name)) continue
    results.push(await checkFiles(machine.host.name, profileNames(machine, target.address), target, machine, signal))
  }
  return results
}

/** The file names that a machine fetches: first file or menu, kernel, initrd, further files, templates of its profile. */
export function profileNames(machine: BootMachine, server: string): string[] {
  const {profile} = machine
  if (profile.source === 'flash') return []
  const values = templateValues(machine, {server})
  const own = Object.keys(profile.templates).map((name) => renderTemplate(name, values))
  const first = firstFile(profile) || `pxelinux.cfg/01-${values['mac-dashed']}`
  const separate = isOneFile(profile) ? [] : [profile.kernel, profile.initrd]
  return [...new Set([first, ...separate, ...profile.files, ...own].filter((name) => name !== undefined))]
}
