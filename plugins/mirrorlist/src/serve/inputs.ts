import {copyFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {asOpsError} from '@ops/core/errors'
import type {Clock} from '@ops/core/time'
import {findDatabase, type FoundDatabase} from '../geoip/find-database.ts'
import {openDatabase} from '../geoip/open-database.ts'
import type {Source} from '../snapshot/build-snapshot.ts'
import {buildAside} from './build-aside.ts'
import type {Fleet} from './fleet.ts'
import type {Puller} from './pull.ts'

export type ServeSource = Source | {kind: 'from'; url: string}

export interface InputsOptions {
  source: ServeSource
  netblocks: string | undefined
  geoip: string | undefined
  stateDir: string
  pullMs: number
  /** For compiled snapshots; goes away with the service. */
  folder: string
  clock: Clock
  say: (event: string, detail?: object) => void
  fleet: Fleet
}

interface Watched {
  paths: string[]
  changed: () => Promise<void>
}

/** A database this old is told about, since addresses change hands. */
const oldDatabaseMs = 90 * 86_400_000
/** Pulls of several replicas should not meet. */
const jitter = 0.2

/** What the service serves from: compiled, checked, renewed when it changes; what cannot be used is said and the older one stays. */
export class Inputs {
  readonly #options: InputsOptions
  readonly #never = new AbortController().signal
  #queue = Promise.resolve()
  #snapshot = ''
  #digest = ''
  #loadedAt = ''
  #countries: string | undefined
  #countriesText = 'none: clients are not located'
  #database: FoundDatabase | undefined
  #copies = 0
  #puller: Puller | undefined
  generation = 0
  problems: Record<string, string> = {}

  constructor(options: InputsOptions) {
    this.#options = options
  }

  get files(): {snapshot: string; countries: string | undefined} {
    return {snapshot: this.#snapshot, countries: this.#countries}
  }

  get watched(): Watched[] {
    const {source, netblocks} = this.#options
    const data = source.kind === 'from' ? [] : source.kind === 'data' ? dataPaths(source.folder) : [source.file]
    const paths = netblocks === undefined ? data : [...data, netblocks]
    const lists = paths.length === 0 ? [] : [{paths, changed: () => this.#enqueue(() => this.#renew(this.#never))}]
    return this.#database === undefined
      ? lists
      : [...lists, {paths: [this.#database.file], changed: () => this.#enqueue(() => this.#renewCountries())}]
  }

  /** Compiles and looks for countries; without data there is nothing to serve, and it throws. */
  async first(signal: AbortSignal): Promise<void> {
    if (this.#options.source.kind === 'from') await this.#openPuller(signal)
    await this.#build(signal)
    await this.#firstCountries()
  }

  /** SIGHUP: everything anew. */
  reload(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#renew(this.#never)
      if (this.#database !== undefined) await this.#renewCountries()
    })
  }

  /** Another part of the service tells that something does not work (undefined: works again). */
  async report(about: string, problem: string | undefined): Promise<void> {
    if (problem === undefined) delete this.problems[about]
    else this.problems[about] = problem
    this.#options.say(problem === undefined ? 'solved' : 'problem', {about, message: problem, generation: this.generation})
    await this.announce()
  }

  async announce(): Promise<void> {
    const {generation, problems} = this
    this.#options.fleet.announce({generation, digest: this.#digest, loadedAt: this.#loadedAt, countries: this.#countriesText, problems})
  }

  async keepPulling(signal: AbortSignal): Promise<void> {
    const {clock, pullMs} = this.#options
    while (!signal.aborted) {
      await clock.sleep(pullMs * (1 + jitter * (Math.random() * 2 - 1)), signal).catch(() => {})
      if (signal.aborted) return
      await this.#enqueue(() =>
        this.#attempt('pull', async () => {
          if ((await this.#puller?.pull(signal)) !== undefined) await this.#renew(signal)
        }),
      )
    }
  }

  /** One renewal after the other, however often files change. */
  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(work)
    return this.#queue
  }

  #renew(signal: AbortSignal): Promise<void> {
    return this.#attempt('data', async () => {
      const before = this.#snapshot
      await this.#build(signal)
      const problem = await this.#options.fleet.load('snapshot', this.#snapshot)
      if (problem !== undefined) throw new Error(problem)
      if (before !== this.#snapshot) await rm(before, {force: true})
    })
  }

  async #build(signal: AbortSignal): Promise<void> {
    const {source, netblocks, folder, clock, say} = this.#options
    const generation = Math.max(Math.floor(clock.now() / 1000), this.generation + 1)
    const from: Source = source.kind === 'from' ? {kind: 'snapshot', file: this.#pulledFile} : source
    const output = join(folder, `${generation}.snapshot`)
    const built = await buildAside({source: from, netblocks, generation, now: clock.now()}, output, signal)
    this.#snapshot = built.file
    this.#digest = built.digest
    this.generation = built.generation
    this.#loadedAt = new Date(clock.now()).toISOString()
    say('data', {generation: built.generation, ...built.counts, warnings: built.warnings})
  }

  get #pulledFile(): string {
    return join(this.#options.stateDir, 'pulled.snapshot')
  }

  async #openPuller(signal: AbortSignal): Promise<void> {
    const {source} = this.#options
    if (source.kind !== 'from') return
    const [{Puller: Opened}, {storedGeneration}] = await Promise.all([import('./pull.ts'), import('./stored-generation.ts')])
    const stored = await storedGeneration(this.#pulledFile, source.url)
    this.#puller = new Opened(source.url, this.#pulledFile, stored)
    // With a snapshot from the last time the publisher may be away at the start.
    if (stored > 0) await this.#attempt('pull', () => this.#puller?.pull(signal).then(() => {}) ?? Promise.resolve())
    else await this.#puller.pull(signal)
  }

  async #firstCountries(): Promise<void> {
    const {geoip, say, clock} = this.#options
    this.#database = await findDatabase(geoip)
    if (this.#database === undefined) {
      this.problems['countries'] = 'There is no country database, so clients get mirrors of the whole world; see docs/mirrorlist.md.'
      say('no-countries', {message: this.problems['countries']})
      return
    }
    await this.#attempt('countries', () => this.#takeCountries())
    if (this.#countries === undefined) return
    const {builtAt} = await openDatabase(this.#countries)
    const days = Math.floor((clock.now() - builtAt) / 86_400_000)
    say('countries', {...this.#database, ageDays: days, old: clock.now() - builtAt > oldDatabaseMs})
  }

  #renewCountries(): Promise<void> {
    return this.#attempt('countries', async () => {
      await this.#takeCountries()
      const problem = this.#countries === undefined ? undefined : await this.#options.fleet.load('countries', this.#countries)
      if (problem !== undefined) throw new Error(problem)
    })
  }

  /** Workers get a copy that was seen to work: the file itself may be overwritten at any moment, and workers start at any. */
  async #takeCountries(): Promise<void> {
    if (this.#database === undefined) return
    const copy = join(this.#options.folder, `${++this.#copies}.mmdb`)
    await copyFile(this.#database.file, copy)
    const {description} = await openDatabase(copy).catch(async (error: Error) => {
      await rm(copy, {force: true})
      throw error
    })
    const before = this.#countries
    this.#countries = copy
    this.#countriesText = description.replace(copy, this.#database.file)
    if (before !== undefined) await rm(before, {force: true})
  }

  async #attempt(about: string, work: () => Promise<void>): Promise<void> {
    const {say} = this.#options
    try {
      await work()
      delete this.problems[about]
    } catch (error) {
      const {code, message} = asOpsError(error)
      this.problems[about] = message
      say('problem', {about, code, message, generation: this.generation})
    }
    await this.announce()
  }
}

function dataPaths(folder: string): string[] {
  return [join(folder, 'service.yaml'), join(folder, 'details.yaml'), join(folder, 'status.json'), join(folder, 'mirrors')]
}
