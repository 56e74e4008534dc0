import type {BootMachine} from '../profiles/boot-machine.ts'
import {firstFile} from '../profiles/first-file.ts'
import {render} from '../profiles/render.ts'
import {templateValues} from '../profiles/template-values.ts'

/** Every name that a machine's profile makes it fetch: files of the folder, its own templates, and its built-in configuration. */
export function profileNames(machine: BootMachine, server: string): string[] {
  const {profile, boot} = machine
  if (profile.source === 'flash') return []
  const values = templateValues(machine, {server})
  const own = Object.keys(profile.templates).map((name) => render(name, values))
  const builtIn: Record<string, string[]> = {
    slof: [`pxelinux.cfg/01-${values['mac-dashed']}`],
    ipxe: [`${boot.mac.replaceAll(':', '-')}.ipxe`],
    edk2: [`grub/grub.cfg-01-${values['mac-dashed']}`],
  }
  const separate = profile.image?.oneFile === true ? [] : [profile.kernel, profile.initrd]
  // The built-in boot.ipxe depends on who asks; under the machine's own name anybody gets it.
  const first = profile.bootfile === undefined && profile.firmware === 'ipxe' ? '' : firstFile(profile)
  const names = [first, ...separate, ...profile.files, ...own, ...(profile.kernel === undefined ? [] : (builtIn[profile.firmware] ?? []))]
  return [...new Set(names.filter((name): name is string => name !== undefined && name !== ''))]
}
