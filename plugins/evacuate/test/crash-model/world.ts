import type {Coordinator, JournalEntry, Lease} from '@ops/core/coordinator'
import type {Run} from '@ops/core/runs'
import type {Services, WorkloadMover} from '@ops/core/seams'
import {silentProgress} from '@ops/core/progress'
import {OpsError} from '@ops/core/errors'
import {Registry} from '@ops/core/seams'
import {systemClock} from '@ops/core/time'
import type {Transport} from '@ops/core/transport'
import type {FoundRecord, Role} from '../../src/records/parse-records.ts'
import type {MovePlan} from '../../src/records/record.ts'
import type {RecordStore} from '../../src/records/record-store.ts'
import type {MoveSession, Overrides} from '../../src/move/session.ts'

/** Thrown where the test kills ops; nothing of that process runs afterwards. */
export class Killed extends Error {}

/** Undefined when it was killed. */
export async function unlessKilled<T>(action: Promise<T>): Promise<T | undefined> {
  try {
    return await action
  } catch (error) {
    if (error instanceof Killed) return undefined
    throw error
  }
}

/** Kills at the nth effect, just before it happens or just after. */
export interface Kill {
  at: number
  when: 'before' | 'after'
}

/**
 * Two hosts and a journal in memory. Every effect on them passes `effect`, where ops may be killed. The work counts as running
 * on a host exactly when the kernel would run it, so that two at once are detected.
 */
export class World {
  source: 'running' | 'held' | 'stored' | 'lost' | 'absent' = 'running'
  copy: 'none' | 'staged' | 'stored' | 'prepared' | 'running' | 'failed' = 'none'
  /** Whether images have arrived at the destination and are still there. */
  arrived = false
  /** Whether the folder of the images lies in memory on both hosts. */
  readonly inMemory: boolean
  /** How often work went on from an older state than one that had run. */
  rolledBack = 0
  #ran = false
  /** Hosts that do not answer. */
  readonly silent = new Set<string>()
  /** The worst moment so far. */
  mostRunning = 1
  readonly entries: JournalEntry[] = []
  readonly records = new Map<Role, FoundRecord>()
  /** Hosts that would start the work by themselves when it ends there, or when they boot. */
  readonly armed = new Set<string>()
  /** Of a process: hosts that have started it from the beginning, outside of the move. */
  readonly fresh = new Set<string>()
  /** `service`: what was stopped does not exist as a process, so a boot does not change it. */
  readonly kind: 'process' | 'service'
  /** The largest number of copies that could have run at any moment, if each armed host had started one. */
  mostPossible = 1
  #effects = 0
  #kill: Kill | undefined

  constructor({inMemory = false, kind = 'process'}: {inMemory?: boolean; kind?: World['kind']} = {}) {
    this.inMemory = inMemory
    this.kind = kind
  }

  arm(kill: Kill | undefined): void {
    this.#effects = 0
    this.#kill = kill
  }

  async effect<T>(action: () => T): Promise<T> {
    const kill = this.#kill
    this.#effects++
    if (kill !== undefined && (this.#effects > kill.at || (this.#effects === kill.at && kill.when === 'before'))) throw new Killed()
    const value = action()
    this.#measure()
    if (kill !== undefined && this.#effects === kill.at) throw new Killed()
    return value
  }

  /** The host goes down and boots. Its processes, running or frozen, are gone; its disk keeps its content. */
  crash(host: string): void {
    if (host === 'node1') this.source = this.#sourceAfterBoot()
    else this.copy = this.#copyAfterBoot()
    this.fresh.delete(host)
    if (this.armed.has(host)) {
      if (this.kind !== 'service') this.fresh.add(host)
      else if (host === 'node1') this.source = 'running'
      else this.copyRuns()
    }
    this.#measure()
  }

  #sourceAfterBoot(): World['source'] {
    if (this.source === 'running') return 'absent'
    if (this.source !== 'held' && this.source !== 'stored') return this.source
    if (this.kind === 'service') return 'held'
    return this.inMemory ? 'lost' : 'stored'
  }

  #copyAfterBoot(): World['copy'] {
    if (this.inMemory) this.arrived = false
    if (this.copy === 'prepared' || this.copy === 'running') return this.kind === 'service' ? 'prepared' : 'failed'
    if (this.kind === 'service' || (this.copy !== 'staged' && this.copy !== 'stored')) return this.copy
    return this.arrived ? 'stored' : 'none'
  }

  /** The host gets a new disk: its processes, images and records are gone. */
  reinstall(host: string): void {
    this.records.delete(host === 'node1' ? 'source' : 'destination')
    if (host === 'node1') this.source = 'absent'
    else [this.copy, this.arrived] = ['none', false]
  }

  /** Only the records of the host are deleted, with the images beside them; processes stay as they are. */
  forget(host: string): void {
    this.records.delete(host === 'node1' ? 'source' : 'destination')
    if (host === 'node1' && (this.source === 'stored' || this.source === 'lost')) this.source = 'absent'
    if (host === 'node2') {
      this.arrived = false
      if (this.copy !== 'running' && this.copy !== 'prepared') this.copy = 'none'
    }
  }

  /** Whether a state is left from which the work can go on. */
  isRecoverable(): boolean {
    return (
      ['running', 'held', 'stored'].includes(this.source) || ['running', 'prepared'].includes(this.copy) || (this.arrived && !this.#ran)
    )
  }

  /** The work goes on: at its source, or from the state that the source held. */
  goesOn(): void {
    if (this.#ran) this.rolledBack++
  }

  copyRuns(): void {
    this.#ran = true
    this.copy = 'running'
  }

  running(): number {
    return (this.source === 'running' ? 1 : 0) + (this.copy === 'running' ? 1 : 0) + this.fresh.size
  }

  #measure(): void {
    this.mostRunning = Math.max(this.mostRunning, this.running())
    const possible = (host: string, runs: boolean) => (runs || this.fresh.has(host) || this.armed.has(host) ? 1 : 0)
    const all = possible('node1', this.source === 'running') + possible('node2', this.copy === 'running')
    this.mostPossible = Math.max(this.mostPossible, all)
  }
}

/** The mover of the model: each act refuses what the real one refuses. */
export function modelMover(world: World): WorkloadMover {
  const at = (host: string, action: () => void) => async () => {
    requireAnswer(world, host)
    await world.effect(action)
    return {}
  }
  const to = (action: () => void) => at('node2', action)
  return {
    survey: () => Promise.reject(new Error('not part of the model')),
    probeSource: async () => {
      requireAnswer(world, 'node1')
      const isUnknown = !world.records.has('source') && world.source !== 'running' && world.source !== 'absent'
      return {state: isUnknown ? 'unknown' : world.source, detail: ''}
    },
    probeDestination: async () => {
      requireAnswer(world, 'node2')
      return {state: !world.records.has('destination') && world.copy !== 'none' ? 'unknown' : world.copy, images: world.arrived, detail: ''}
    },
    hold: at('node1', () => {
      need(world.source === 'running' && world.records.has('source'), 'it does not run')
      world.source = 'held'
    }),
    ship: to(() => {
      need(world.source === 'held' || world.source === 'stored', 'there are no images')
      need(world.copy === 'none' || world.copy === 'stored', 'a copy is there')
      ;[world.copy, world.arrived] = ['staged', true]
    }),
    prepare: to(() => {
      need(world.copy === 'staged' || world.copy === 'stored', 'nothing has arrived, or criu was started before')
      world.copy = 'prepared'
    }),
    start: to(() => {
      need(world.copy === 'prepared' && world.records.get('destination')?.marks.commit !== undefined, 'it is not committed')
      if (world.rolledBack === 0) world.goesOn()
      world.copyRuns()
    }),
    release: at('node1', () => {
      need(world.records.get('source')?.marks.commit !== undefined, 'it was not committed')
      world.source = 'absent'
    }),
    destroy: (_move, _signal, {keepImages = false} = {}) =>
      to(() => {
        need(world.records.get('destination')?.marks.commit === undefined, 'it is committed')
        need(world.records.has('destination'), 'there is no record')
        if (!keepImages) world.arrived = false
        world.copy = world.arrived ? 'stored' : 'none'
      })(),
    recover: at('node1', () => {
      need(world.records.has('source'), 'there is no record')
      if (world.source === 'held') {
        world.source = 'running'
        world.goesOn()
      }
    }),
    tidy: async (_move, host) => {
      need(world.records.has(host), 'there is no record')
      if (host === 'destination') world.arrived = false
      else if (world.source === 'stored' || world.source === 'lost') world.source = 'absent'
    },
  }
}

function need(condition: boolean, why: string): void {
  if (!condition) throw new Error(why)
}

export function requireAnswer(world: World, host: string): void {
  if (world.silent.has(host)) throw new OpsError('TRANSPORT_UNREACHABLE', `${host} does not answer.`, 'unreachable')
}

function modelRecords(world: World): RecordStore {
  const found = (role: Role) => world.records.get(role)
  const roleAt = (transport: Transport): Role => (transport.host === 'node1' ? 'source' : 'destination')
  const check = (role: Role, epoch: number) => {
    requireAnswer(world, role === 'source' ? 'node1' : 'node2')
    const record = found(role)
    if (record === undefined) throw new Error(`no record at the ${role}`)
    if (epoch < record.marks.epoch) throw new Error(`fenced: ${epoch} < ${record.marks.epoch}`)
    record.marks.epoch = epoch
    return record
  }
  return {
    reserve: (at, role, plan) =>
      world.effect(() => {
        requireAnswer(world, at.transport.host)
        if (found(role) === undefined) world.records.set(role, {plan, role, marks: {epoch: at.epoch}})
        check(role, at.epoch)
      }),
    fence: (at) => world.effect(() => void check(roleAt(at.transport), at.epoch)),
    mark: (at, name, text, {unless, needs, drop}) =>
      world.effect(() => {
        const {marks} = check(roleAt(at.transport), at.epoch)
        if (unless !== undefined && marks[unless] !== undefined) throw new Error(`${unless} is set`)
        if (needs !== undefined && marks[needs] === undefined) throw new Error(`${needs} is missing`)
        marks[name] = text
        if (drop !== undefined) delete marks[drop]
      }),
    prune: async () => [],
    read: async (transport) => {
      const record = found(roleAt(transport))
      return record === undefined ? [] : [record]
    },
  }
}

export const plan: MovePlan = {
  version: 1,
  run: 'run1',
  at: 0,
  workload: {name: 'counter', kind: 'process', host: 'node1', config: {}},
  source: 'node1',
  destination: 'node2',
  ticket: {},
}

/** A session of an ops process that holds the lease; each has a higher epoch. */
export function session(world: World, epoch: number, overrides: Overrides = {}): MoveSession {
  const append = (entry: Omit<JournalEntry, 'seq' | 'at' | 'actor' | 'hash'>) =>
    world.effect(() => {
      const whole: JournalEntry = {...entry, seq: world.entries.length + 1, at: '', actor: '', hash: ''}
      world.entries.push(whole)
      return whole
    })
  const coordinator = {
    append,
    read: async ({act, kinds}: {act?: string; kinds?: readonly string[]}) =>
      world.entries.filter((entry) => (act === undefined || entry.act === act) && (kinds === undefined || kinds.includes(entry.kind))),
  } as unknown as Coordinator
  const run: Run = {
    id: plan.run,
    coordinator,
    async act(act, {data = {}, host}, action) {
      const common = {run: plan.run, act, ...(host === undefined ? {} : {host})}
      const intent = await append({...common, kind: 'intent', data})
      const value = await action()
      await append({...common, kind: 'outcome', intent: intent.seq, data: {state: 'done'}})
      return value
    },
    note: (act, data) => append({run: plan.run, act, kind: 'note', data}),
    end: async () => {},
  }
  const lease = {check: async () => {}, lost: new AbortController().signal} as unknown as Lease
  const services = {
    coordinator,
    registry: new Registry(),
    clock: systemClock,
    progress: silentProgress,
    transports: {to: (host: string) => ({host}) as Transport},
  } as unknown as Services
  return {
    services,
    run,
    lease,
    plan,
    epoch,
    mover: modelMover(world),
    records: modelRecords(world),
    progress: {update() {}, end() {}},
    overrides,
  }
}
