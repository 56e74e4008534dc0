import type {Inventory} from '@ops/core/inventory'
import {profileErrors} from '../errors/profile-errors.ts'
import {BootContent} from '../files/boot-content.ts'
import {FileCache} from '../files/file-cache.ts'
import {type BootMachine, bootPlan} from '../profiles/boot-machine.ts'
import {firstFile, isOneFile} from '../profiles/first-file.ts'
import {renderTemplate} from '../profiles/render-template.ts'
import {templateValues} from '../profiles/template-values.ts'
import {Clients} from '../state/clients.ts'
import {bootChoices} from '../profiles/boot-choices.ts'
import {firstRequests} from '../profiles/first-requests.ts'
import {stagesOf} from '../timeline/stages.ts'

export interface Explanation {
  host: string
  profile: string
  firmware: string
  source: 'network' | 'flash'
  arch?: string
  /** In the order of the requests. */
  files: {name: string; asked: string; given: string; bytes?: number}[]
  /** Stages that `ops boot start` follows. */
  stages: string[]
}

/** Lists the files that a host would get, and the rule for each, without booting it. */
export async function explainBoot(inventory: Inventory, name: string, root: string | undefined): Promise<Explanation> {
  const host = inventory.host(name)
  const plan = bootPlan(inventory)
  const machine = plan.machines.find((one) => one.host.name === host.name)
  if (machine === undefined) throw profileErrors.BOOT_HOST_NO_PROFILE({host: name}, name)
  const {profile, profileName, arch} = machine
  const facts = {
    host: name,
    profile: profileName,
    firmware: profile.firmware,
    source: profile.source,
    ...(arch === undefined ? {} : {arch}),
    stages: stagesOf(profile),
  }
  if (profile.source === 'flash') return {...facts, files: []}
  await using cache = new FileCache()
  const content = new BootContent({
    cache,
    clients: new Clients(plan.machines, {neighbours: () => new Map()}),
    plan: () => plan,
    root,
    httpPort: () => undefined,
  })
  const asked = requestedNames(machine)
  const files: Explanation['files'] = []
  for (const [file, why] of asked) {
    const found = await content.resolveFor(file, machine, {address: machine.ip ?? '127.0.0.1', local: '127.0.0.1'})
    if (found.kind !== 'found')
      files.push({
        name: file,
        asked: why,
        given: `nothing: ${found.detail} in ${content.folder(machine) ?? 'any folder, as boot.root is not set'}`,
      })
    else {
      files.push({name: file, asked: why, given: found.rule, bytes: found.source.size})
      await found.source[Symbol.asyncDispose]()
    }
  }
  return {...facts, files}
}

/** File names with the reason of each request, in the order of the requests. */
function requestedNames(machine: BootMachine): [name: string, why: string][] {
  const {profile, profileName} = machine
  const asked = new Map<string, string>()
  const ask = (name: string | undefined, why: string) => {
    if (name !== undefined && !asked.has(name)) asked.set(name, why)
  }
  const first = firstFile(profile)
  const values = templateValues(machine, {server: ''})
  const byClient = firstRequests(machine)
  for (const {file} of byClient)
    ask(
      file,
      `DHCP, for ${byClient
        .filter((one) => one.file === file)
        .map((one) => one.client)
        .join(' and ')}`,
    )
  if (byClient.length > 0) ask(bootChoices(profile).ipxe, 'DHCP, for iPXE')
  else if (first === '') ask(`pxelinux.cfg/01-${values['mac-dashed']}`, 'DHCP names no file: SLOF fetches its menu')
  else
    ask(
      first,
      `DHCP option 67: ${first === profile.bootfile ? 'bootfile' : first === profile.kernel ? 'kernel' : 'script'} of profile ${profileName}`,
    )
  if (!isOneFile(profile)) {
    ask(profile.kernel, `kernel of profile ${profileName}`)
    ask(profile.initrd, `initrd of profile ${profileName}`)
  }
  for (const name of profile.files) ask(name, `files of profile ${profileName}`)
  for (const name of Object.keys(profile.templates)) ask(renderTemplate(name, values), `templates of profile ${profileName}`)
  return [...asked].filter(([name]) => name !== '')
}
