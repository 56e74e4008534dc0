import {hash} from 'node:crypto'
import {rm} from 'node:fs/promises'
import {join} from 'node:path'
import {asOpsError} from '@ops/core/errors'
import type {Clock} from '@ops/core/time'
import {dataPaths} from '../data/data-files.ts'
import {databasePaths} from '../geoip/find-database.ts'
import {copyDatabase} from '../geoip/copy-database.ts'
import type {Source} from '../snapshot/build-snapshot.ts'
import type {ServeSource} from '../build/choose-source.ts'
import {buildInChild, type BuiltFile} from '../build/build-in-child.ts'
import type {WorkerPool} from '../workers/worker-pool.ts'
import type {Puller} from '../publish/pull.ts'

export interface InputsOptions {
  source: ServeSource
  netblocks: string | undefined
  geoip: string | undefined
  stateDir: string
  pullMs: number
  /** For compiled snapshots; deleted when the service ends. */
  folder: string
  clock: Clock
  emit: (event: string, detail?: object) => void
  pool: WorkerPool
}

interface Watched {
  paths: string[]
  changed: () => Promise<void>
}

/** Part of the interval by which it varies, so that several servers do not fetch at the same time. */
const jitter = 0.2

/** The inputs of the service: compiled, checked, renewed when they change. An unusable input is reported and the older one stays. */
export class Inputs {
  readonly #options: InputsOptions
  readonly #never = new AbortController().signal
  #queue = Promise.resolve()
  #snapshot = ''
  #digest = ''
  #loadedAt = ''
  #countries: string | undefined
  #countriesText = 'none: the country of clients is unknown'
  #copies = 0
  #builds = 0
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
    const {source, netblocks, geoip} = this.#options
    const data = source.kind === 'from' ? [] : source.kind === 'data' ? dataPaths(source.folder) : [source.file]
    const paths = netblocks === undefined ? data : [...data, netblocks]
    const lists = paths.length === 0 ? [] : [{paths, changed: () => this.#enqueue(() => this.#renew(this.#never))}]
    // All places where a database may be installed later.
    return [...lists, {paths: databasePaths(geoip), changed: () => this.#enqueue(() => this.#renewCountries())}]
  }

  /** Compiles the data and finds the country database. Throws when there are no usable data. */
  async first(signal: AbortSignal): Promise<void> {
    if (this.#options.source.kind === 'from') await this.#openPuller(signal)
    this.#adopt(await this.#build(signal))
    await this.#attempt('countries', () => this.#copyCountries())
  }

  /** SIGHUP: reads all inputs again. */
  reload(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#renew(this.#never)
      await this.#renewCountries()
    })
  }

  /** Reports a problem of another part of the service (undefined: solved). */
  async report(about: string, problem: string | undefined): Promise<void> {
    if (problem === undefined) delete this.problems[about]
    else this.problems[about] = problem
    this.#options.emit(problem === undefined ? 'solved' : 'problem', {about, message: problem, generation: this.generation})
    await this.announce()
  }

  async announce(): Promise<void> {
    const {generation, problems} = this
    this.#options.pool.announce({generation, digest: this.#digest, loadedAt: this.#loadedAt, countries: this.#countriesText, problems})
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
      const built = await this.#build(signal)
      const problem = await this.#options.pool.load('snapshot', built.file)
      if (problem !== undefined) {
        await rm(built.file, {force: true})
        throw new Error(problem)
      }
      this.#adopt(built)
      if (before !== built.file) await rm(before, {force: true})
    })
  }

  #build(signal: AbortSignal): Promise<BuiltFile> {
    const {source, netblocks, folder, clock} = this.#options
    const generation = Math.max(Math.floor(clock.now() / 1000), this.generation + 1)
    const from: Source = source.kind === 'from' ? {kind: 'snapshot', file: this.#pulledFile} : source
    return buildInChild({source: from, netblocks, generation, now: clock.now()}, join(folder, `${++this.#builds}.snapshot`), signal)
  }

  #adopt({file, digest, generation, counts, warnings}: BuiltFile): void {
    const {clock, emit} = this.#options
    this.#snapshot = file
    this.#digest = digest
    this.generation = generation
    this.#loadedAt = new Date(clock.now()).toISOString()
    emit('data', {generation, ...counts, warnings})
  }

  /** One file for each publisher, because generations of two publishers cannot be compared. */
  get #pulledFile(): string {
    const {source, stateDir} = this.#options
    const url = source.kind === 'from' ? source.url : ''
    return join(stateDir, `pulled-${hash('sha256', url).slice(0, 12)}.snapshot`)
  }

  async #openPuller(signal: AbortSignal): Promise<void> {
    const {source} = this.#options
    if (source.kind !== 'from') return
    const {Puller: Opened, storedGeneration} = await import('../publish/pull.ts')
    const stored = await storedGeneration(this.#pulledFile, source.url)
    this.#puller = new Opened(source.url, this.#pulledFile, stored)
    // With a snapshot of an earlier run, the server starts even if the publisher is unreachable.
    if (stored > 0) await this.#attempt('pull', () => this.#puller?.pull(signal).then(() => {}) ?? Promise.resolve())
    else await this.#puller.pull(signal)
  }

  #renewCountries(): Promise<void> {
    return this.#attempt('countries', async () => {
      const before = this.#countries
      await this.#copyCountries()
      const copy = this.#countries as string
      const problem = await this.#options.pool.load('countries', copy)
      if (problem !== undefined) {
        this.#countries = before
        await rm(copy, {force: true})
        throw new Error(problem)
      }
      if (before !== undefined) await rm(before, {force: true})
    })
  }

  async #copyCountries(): Promise<void> {
    const {geoip, clock, folder, emit} = this.#options
    const copy = join(folder, `${++this.#copies}.mmdb`)
    const {found, description, ageDays, old} = await copyDatabase(geoip, copy, clock.now())
    this.#countries = copy
    this.#countriesText = description
    emit('countries', {...found, ageDays, old})
  }

  async #attempt(about: string, work: () => Promise<void>): Promise<void> {
    const {emit} = this.#options
    try {
      await work()
      delete this.problems[about]
    } catch (error) {
      const {code, message, hint} = asOpsError(error)
      this.problems[about] = message
      emit('problem', {about, code, message, ...(hint === undefined ? {} : {hint}), generation: this.generation})
    }
    await this.announce()
  }
}
