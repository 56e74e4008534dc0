import type {Inventory} from '@ops/core/inventory'
import {errors} from '../errors.ts'
import {BootContent} from '../files/boot-content.ts'
import {FileCache} from '../files/file-cache.ts'
import {bootPlan} from '../profiles/boot-machine.ts'
import {Clients} from '../serve/clients.ts'
import {stagesOf} from '../timeline/stages.ts'

export interface Explanation {
  host: string
  profile: string
  firmware: string
  source: 'network' | 'flash'
  arch?: string
  /** In the order in which it would ask. */
  files: {name: string; asked: string; given: string; bytes?: number}[]
  /** What `ops boot start` follows. */
  stages: string[]
}

/** Which files a host would get and why, without booting it. */
export async function explainBoot(inventory: Inventory, name: string, root: string | undefined): Promise<Explanation> {
  const host = inventory.host(name)
  const plan = bootPlan(inventory)
  const machine = plan.machines.find((one) => one.host.name === host.name)
  if (machine === undefined) throw errors.BOOT_HOST_NO_PROFILE({host: name}, name)
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
    clients: new Clients(plan.machines, () => new Map()),
    plan: () => plan,
    root,
    httpPort: () => undefined,
  })
  const asked: [string, string][] = []
  const first = profile.bootfile ?? profile.kernel
  if (first !== undefined)
    asked.push([first, `DHCP option 67: ${profile.bootfile === undefined ? 'kernel' : 'bootfile'} of profile ${profileName}`])
  for (const [role, file] of [
    ['kernel', profile.kernel],
    ['initrd', profile.initrd],
  ] as const) {
    if (file !== undefined && file !== first && profile.image?.oneFile !== true) asked.push([file, `${role} of profile ${profileName}`])
  }
  for (const file of profile.files) asked.push([file, `files of profile ${profileName}`])
  const files: Explanation['files'] = []
  for (const [file, why] of asked) {
    const found = await content.resolveFor(file, machine, {address: machine.ip ?? '127.0.0.1', local: '127.0.0.1'})
    if (found.kind !== 'found') files.push({name: file, asked: why, given: `nothing: ${found.detail}`})
    else {
      files.push({name: file, asked: why, given: found.rule, bytes: found.source.size})
      await found.source[Symbol.asyncDispose]()
    }
  }
  return {...facts, files}
}

export function explanationText({host, profile, firmware, source, arch, files, stages}: Explanation): string {
  const lines = [
    `${host} boots ${source === 'flash' ? 'from its own flash' : 'from the network'} as ${profile} (${firmware}${arch === undefined ? '' : `, ${arch}`}).`,
  ]
  for (const {name, asked, given, bytes} of files)
    lines.push(`  ${name}`, `    asked for by: ${asked}`, `    gets: ${given}${bytes === undefined ? '' : `, ${bytes} bytes`}`)
  lines.push(`Stages that are followed: ${stages.join(', ')}.`)
  return lines.join('\n')
}
