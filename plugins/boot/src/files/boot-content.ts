import {createHash} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import type {BootMachine, BootPlan} from '../profiles/boot-machine.ts'
import {builtInFile} from '../profiles/built-in-files.ts'
import {renderTemplate} from '../profiles/render-template.ts'
import {templateValues} from '../profiles/template-values.ts'
import type {Clients} from '../state/clients.ts'
import {isOwnAddress} from '../net/local-addresses.ts'
import {bufferSource, type Source} from './source.ts'
import {relativeName} from './boot-folder.ts'
import type {FileCache} from './file-cache.ts'
import {withTransforms} from './transforms.ts'

/** Addresses of a request: the client's, and the one of this machine that it was sent to. */
export interface Requester {
  address: string
  local: string
}

export interface Found {
  kind: 'found'
  source: Source
  /** The rule that selected it, as text for `ops boot explain` and the log. */
  rule: string
  machine: BootMachine | undefined
  /** Differs whenever the bytes differ. */
  version: string
  modified?: Date
}

export interface NotFound {
  /** `locked`: the machine is not armed; `broken`: a template or overlay is faulty. */
  kind: 'missing' | 'outside' | 'irregular' | 'unreadable' | 'broken' | 'locked'
  detail: string
  machine: BootMachine | undefined
}

export interface ContentDeps {
  cache: FileCache
  clients: Clients
  plan: () => BootPlan
  /** `--root`: overrides boot.root and the profiles' roots. */
  root: string | undefined
  httpPort: () => number | undefined
  /** Reason for which a host (undefined: an unknown client) is not served now; undefined: it is served. */
  refusal?: (host: string | undefined) => string | undefined
}

/** Resolves a requested name for a client: a template of its profile, a file of the boot folder, or a built-in file. */
export class BootContent {
  readonly #deps: ContentDeps

  constructor(deps: ContentDeps) {
    this.#deps = deps
  }

  /** Folder served to a machine, or to unknown clients. */
  folder(machine: BootMachine | undefined, {top, base} = this.#deps.plan()): string | undefined {
    const {root} = this.#deps
    const chosen = root ?? machine?.profile.root ?? top.root
    return chosen === undefined ? undefined : resolve(root === undefined ? base : process.cwd(), chosen)
  }

  async resolve(requested: string, requester: Requester): Promise<Found | NotFound> {
    const as = this.#asAnother(requested, requester)
    if (as !== undefined) return this.resolveFor(as.name, as.machine, {...requester, address: as.machine.ip ?? ''})
    const machine = this.#deps.clients.machineAt(requester.address)
    const locked = this.#deps.refusal?.(machine?.host.name)
    if (locked !== undefined) return {kind: 'locked', detail: locked, machine}
    return this.resolveFor(requested, machine, requester)
  }

  /** `.as/HOST/name` requests the file that HOST would get; allowed from this machine only (`ops boot check`). */
  #asAnother(requested: string, {address}: Requester): {machine: BootMachine; name: string} | undefined {
    const match = /^\/?\.as\/([^/]+)\/(.+)$/.exec(requested)
    if (match === null || !isOwnAddress(address)) return undefined
    const machine = this.#deps.clients.machines.find(({host}) => host.name === match[1])
    return machine === undefined ? undefined : {machine, name: match[2] ?? ''}
  }

  /** Like `resolve`, for a given machine (explain, check). */
  async resolveFor(requested: string, machine: BootMachine | undefined, requester: Requester): Promise<Found | NotFound> {
    const name = relativeName(requested)
    if (name === undefined) return {kind: 'outside', detail: 'the name leaves the boot folder', machine}
    try {
      const own = machine === undefined ? undefined : await this.#ownTemplate(name, machine, requester)
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
      return this.#builtIn(name, machine, requester) ?? {kind: 'missing', detail: 'there is no such file', machine}
    } catch (error) {
      return {kind: 'broken', detail: (error as Error).message, machine}
    }
  }

  async #ownTemplate(name: string, machine: BootMachine, requester: Requester): Promise<Found | undefined> {
    const values = this.#values(machine, requester)
    for (const [key, template] of Object.entries(machine.profile.templates)) {
      if (relativeName(renderTemplate(key, values)) !== name) continue
      const text = 'text' in template ? template.text : await readFile(this.#templatePath(template.file), 'utf8')
      return virtual(renderTemplate(text, values), `template "${key}" of profile ${machine.profileName}`, machine)
    }
    return undefined
  }

  #templatePath(file: string): string {
    const {top, base} = this.#deps.plan()
    return resolve(base, top.templates ?? '.', file)
  }

  #builtIn(name: string, machine: BootMachine | undefined, requester: Requester): Found | undefined {
    const match = builtInFile(name, this.#deps.clients.machines)
    if (match === undefined || match.named === null) return undefined
    // A machine that is known by its address gets no menu of another one.
    if (machine !== undefined && match.named !== undefined && match.named.host.name !== machine.host.name) return undefined
    const chosen = match.named ?? machine
    if (chosen?.profile.kernel === undefined || chosen.profile.source === 'flash') return undefined
    // The client's address is the machine's own only when the machine itself sent the request.
    const values = this.#values(chosen, chosen === machine ? requester : {...requester, address: ''})
    return virtual(
      renderTemplate(match.file.template, values),
      `built-in ${match.file.kind} of profile ${chosen.profileName} for ${chosen.host.name}`,
      chosen,
    )
  }

  #values(machine: BootMachine, requester: Requester) {
    const ip = /^[\d.]+$/.test(requester.address) ? requester.address : undefined
    return templateValues(machine, {server: requester.local, httpPort: this.#deps.httpPort(), ip: machine.ip ?? ip})
  }
}

function virtual(text: string, rule: string, machine: BootMachine): Found {
  const bytes = Buffer.from(text)
  return {kind: 'found', source: bufferSource(bytes), rule, machine, version: createHash('sha256').update(bytes).digest('hex').slice(0, 16)}
}
