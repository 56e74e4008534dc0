import {createHash} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import type {BootMachine, BootPlan} from '../profiles/boot-machine.ts'
import {builtInFile} from '../profiles/built-in-files.ts'
import {render} from '../profiles/render.ts'
import {templateValues} from '../profiles/template-values.ts'
import type {Clients} from '../state/clients.ts'
import {isOwnAddress} from '../net/local-addresses.ts'
import {bufferSource, type Source} from './source.ts'
import {relativeName} from './boot-folder.ts'
import type {FileCache} from './file-cache.ts'
import {withTransforms} from './transforms.ts'

/** Who asks, and at which of our addresses. */
export interface Asker {
  address: string
  local: string
}

export interface Found {
  kind: 'found'
  source: Source
  /** Which rule gave it, in words, for `ops boot explain` and the log. */
  rule: string
  machine: BootMachine | undefined
  /** Changes whenever the bytes do. */
  version: string
  modified?: Date
}

export interface NotFound {
  /** `locked`: the machine may not boot now; `broken`: a template or overlay is wrong. */
  kind: 'missing' | 'outside' | 'irregular' | 'unreadable' | 'broken' | 'locked'
  detail: string
  machine: BootMachine | undefined
}

export interface ContentDeps {
  cache: FileCache
  clients: Clients
  plan: () => BootPlan
  /** `--root`: goes before boot.root and profiles' roots of the inventory. */
  root: string | undefined
  httpPort: () => number | undefined
  /** Why a host (or a stranger) is not served now; undefined: it is. */
  refusal?: (host: string | undefined) => string | undefined
}

/** What a name means for the one who asks: a template of its profile, a file of the boot folder, or a built-in file. */
export class BootContent {
  readonly #deps: ContentDeps

  constructor(deps: ContentDeps) {
    this.#deps = deps
  }

  /** Folder that is served to a machine, or to anybody. */
  folder(machine: BootMachine | undefined, {top, base} = this.#deps.plan()): string | undefined {
    const {root} = this.#deps
    const chosen = root ?? machine?.profile.root ?? top.root
    return chosen === undefined ? undefined : resolve(root === undefined ? base : process.cwd(), chosen)
  }

  async resolve(requested: string, asker: Asker): Promise<Found | NotFound> {
    const as = this.#asAnother(requested, asker)
    if (as !== undefined) return this.resolveFor(as.name, as.machine, {...asker, address: as.machine.ip ?? ''})
    const machine = this.#deps.clients.machineAt(asker.address)
    const locked = this.#deps.refusal?.(machine?.host.name)
    if (locked !== undefined) return {kind: 'locked', detail: locked, machine}
    return this.resolveFor(requested, machine, asker)
  }

  /** `.as/HOST/name` is what HOST would get; only this machine itself may ask so (`ops boot check`). */
  #asAnother(requested: string, {address}: Asker): {machine: BootMachine; name: string} | undefined {
    const match = /^\/?\.as\/([^/]+)\/(.+)$/.exec(requested)
    if (match === null || !isOwnAddress(address)) return undefined
    const machine = this.#deps.clients.machines.find(({host}) => host.name === match[1])
    return machine === undefined ? undefined : {machine, name: match[2] ?? ''}
  }

  /** As `resolve`, for a machine that is known already (explain, check). */
  async resolveFor(requested: string, machine: BootMachine | undefined, asker: Asker): Promise<Found | NotFound> {
    const name = relativeName(requested)
    if (name === undefined) return {kind: 'outside', detail: 'the name leaves the boot folder', machine}
    try {
      const own = machine === undefined ? undefined : await this.#ownTemplate(name, machine, asker)
      if (own !== undefined) return own
      const folder = this.folder(machine)
      const opened = folder === undefined ? undefined : await this.#deps.cache.open(folder, name)
      if (opened?.kind === 'source') {
        const {source, path, version, modified} = opened
        const {plan, cache} = this.#deps
        const file = {source, rule: `file ${path}`, version}
        const changed = await withTransforms(file, name, machine, plan().base, cache.made).catch(async (error) => {
          await source[Symbol.asyncDispose]()
          throw error
        })
        return {kind: 'found', ...changed, machine, modified}
      }
      if (opened !== undefined && opened.kind !== 'missing') return {...opened, machine}
      return this.#builtIn(name, machine, asker) ?? {kind: 'missing', detail: 'there is no such file', machine}
    } catch (error) {
      return {kind: 'broken', detail: (error as Error).message, machine}
    }
  }

  async #ownTemplate(name: string, machine: BootMachine, asker: Asker): Promise<Found | undefined> {
    const values = this.#values(machine, asker)
    for (const [key, template] of Object.entries(machine.profile.templates)) {
      if (relativeName(render(key, values)) !== name) continue
      const text = 'text' in template ? template.text : await readFile(this.#templatePath(template.file), 'utf8')
      return virtual(render(text, values), `template "${key}" of profile ${machine.profileName}`, machine)
    }
    return undefined
  }

  #templatePath(file: string): string {
    const {top, base} = this.#deps.plan()
    return resolve(base, top.templates ?? '.', file)
  }

  #builtIn(name: string, machine: BootMachine | undefined, asker: Asker): Found | undefined {
    const match = builtInFile(name, this.#deps.clients.machines)
    if (match === undefined || match.named === null) return undefined
    const chosen = match.named ?? machine
    if (chosen?.profile.kernel === undefined || chosen.profile.source === 'flash') return undefined
    // The address that asks is the machine's own only when the machine asks for itself.
    const values = this.#values(chosen, chosen === machine ? asker : {...asker, address: ''})
    return virtual(
      render(match.file.template, values),
      `built-in ${match.file.kind} of profile ${chosen.profileName} for ${chosen.host.name}`,
      chosen,
    )
  }

  #values(machine: BootMachine, asker: Asker) {
    const ip = /^[\d.]+$/.test(asker.address) ? asker.address : undefined
    return templateValues(machine, {server: asker.local, httpPort: this.#deps.httpPort(), ip: machine.ip ?? ip})
  }
}

function virtual(text: string, rule: string, machine: BootMachine): Found {
  const bytes = Buffer.from(text)
  return {kind: 'found', source: bufferSource(bytes), rule, machine, version: createHash('sha256').update(bytes).digest('hex').slice(0, 16)}
}
