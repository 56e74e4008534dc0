import type {BootMachine} from '../profiles/boot-machine.ts'
import {firstFile, isOneFile} from '../profiles/first-file.ts'
import {render} from '../profiles/render.ts'
import {templateValues} from '../profiles/template-values.ts'

/** Every name that a machine's profile makes it fetch: its first file or menu, kernel, initrd, further files, its own templates. */
export function profileNames(machine: BootMachine, server: string): string[] {
  const {profile} = machine
  if (profile.source === 'flash') return []
  const values = templateValues(machine, {server})
  const own = Object.keys(profile.templates).map((name) => render(name, values))
  const first = firstFile(profile) || `pxelinux.cfg/01-${values['mac-dashed']}`
  const separate = isOneFile(profile) ? [] : [profile.kernel, profile.initrd]
  return [...new Set([first, ...separate, ...profile.files, ...own].filter((name) => name !== undefined))]
}
