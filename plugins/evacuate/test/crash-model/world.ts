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
import type {PolicyActions, Side} from '../../src/policies/host-policies.ts'
import type {PolicyContext, UnitPolicy} from '../../src/policies/policy.ts'
import {withPolicies} from '../../src/policies/with-policies.ts'
import type {MoveSession, Overrides} from '../../src/move/session.ts'

/** Thrown where the test kills ops; nothing of that process runs afterwards. */
export class Killed extends Error {}

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
  source: 'running' | 'held' | 'stored' | 'absent' = 'running'
  copy: 'none' | 'staged' | 'prepared' | 'running' | 'failed' = 'none'
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

  constructor(kind: World['kind'] = 'process') {
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
    const isService = this.kind === 'service'
    if (host === 'node1') {
      if (this.source === 'held' || this.source === 'stored') this.source = isService ? 'held' : 'stored'
      else this.source = 'absent'
    } else if (this.copy === 'prepared' || this.copy === 'running') this.copy = isService ? 'prepared' : 'failed'
    this.fresh.delete(host)
    if (this.armed.has(host)) {
      if (!isService) this.fresh.add(host)
      else if (host === 'node1') this.source = 'running'
      else this.copy = 'running'
    }
    this.#measure()
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
      return {state: world.source, detail: ''}
    },
    probeDestination: async () => {
      requireAnswer(world, 'node2')
      return {state: world.copy, detail: ''}
    },
    hold: at('node1', () => {
      world.source = 'held'
    }),
    ship: to(() => {
      world.copy = 'staged'
    }),
    prepare: to(() => {
      world.copy = 'prepared'
    }),
    start: to(() => {
      world.copy = 'running'
    }),
    release: at('node1', () => {
      if (!world.records.get('source')?.marks.commit) throw new Error('it was not committed')
      world.source = 'absent'
    }),
    destroy: to(() => {
      if (world.records.get('destination')?.marks.commit) throw new Error('it is committed')
      world.copy = 'none'
    }),
    recover: at('node1', () => {
      if (world.source === 'held') world.source = 'running'
    }),
    tidy: async () => {},
  }
}

/** What starts the work on the hosts of the model; the unit is enabled at the source. */
function modelPolicies(world: World): PolicyActions {
  const hostOf = (side: Side) => (side === 'source' ? 'node1' : 'node2')
  const marks = (side: Side) => world.records.get(side)?.marks
  const at = async (side: Side, action: (host: string) => void) => {
    requireAnswer(world, hostOf(side))
    await world.effect(() => action(hostOf(side)))
    return {}
  }
  return {
    disarm: (_, side) =>
      at(side, (host) => {
        if (marks(side)?.aborting) throw new Error('the move is being aborted')
        world.armed.delete(host)
      }),
    restore: (_, side) =>
      at(side, (host) => {
        if (marks(side)?.aborting === undefined) return
        if (side === 'source') world.armed.add(host)
        else world.armed.delete(host)
      }),
    arm: () =>
      at('destination', (host) => {
        if (marks('destination')?.commit !== undefined && world.kind === 'service') world.armed.add(host)
      }),
    retire: () => at('source', () => {}),
  }
}

/** The mover with what a service or a unit's process has around it. */
function modelPoliciesMover(world: World): WorkloadMover {
  const starts = world.kind === 'service' ? 'unit' : 'outside'
  return withPolicies(modelMover(world), {starts, target: () => ({units: [], commands: []}), policies: modelPolicies(world)})
}

function requireAnswer(world: World, host: string): void {
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

const unit: UnitPolicy = {kind: 'unit', name: 'counter.service', enabled: 'enabled', active: true, restart: 'always', watchdogUs: 0}
const policies: PolicyContext = {
  source: {units: [unit], cron: [], disarmed: false},
  destination: {units: [{...unit, enabled: 'disabled', active: false}], cron: [], disarmed: false},
  enable: [unit.name],
  start: [],
}

/** The same with units on both hosts, of which that of the source is enabled. */
export function unitSession(world: World, epoch: number): MoveSession {
  return {
    ...session(world, epoch),
    plan: {...plan, workload: {...plan.workload, kind: world.kind}, ticket: {policies}},
    mover: modelPoliciesMover(world),
  }
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
    read: async ({act}: {act?: string}) => world.entries.filter((entry) => act === undefined || entry.act === act),
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
