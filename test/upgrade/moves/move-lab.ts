import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {parse, stringify} from 'yaml'
import {type TestLab, newLab} from '../../lab/new-lab.ts'
import type {OpsRun} from '../../cli/run-ops.ts'
import {restoreJournal} from '../journal/journal-file.ts'
import {LabHosts} from './lab-hosts.ts'
import {counterGroup, type Cut, fillWith, journalOf, type Recording, type Scripts, type Values} from './recording.ts'
import {replay, undoSlow, valuesOf} from './replay.ts'
import type {MoveExpected} from './snapshot.ts'

interface Counter {
  lost: unknown[]
  doubled: unknown[]
  last?: {count: number}
  copies: {host: string; running: boolean}[]
}

/** A lab in which the moves of the old version are made again. */
export class MoveLab implements AsyncDisposable {
  readonly lab: TestLab
  readonly hosts: LabHosts
  readonly #inventories: {counter: string; beacon: string}

  private constructor(lab: TestLab) {
    this.lab = lab
    this.hosts = new LabHosts(lab.dir)
    // With one workload declared at a time the other one does not go along.
    const only = (name: string) => {
      const inventory = parse(readFileSync(join(lab.dir, 'ops.yaml'), 'utf8')) as {hosts: Record<string, {workloads: {name: string}[]}>}
      for (const host of Object.values(inventory.hosts)) host.workloads = host.workloads.filter((work) => work.name === name)
      const file = join(lab.dir, `only-${name}.yaml`)
      writeFileSync(file, stringify(inventory))
      return file
    }
    this.#inventories = {counter: only('counter'), beacon: only('beacon')}
  }

  static async up(): Promise<MoveLab> {
    const made = new MoveLab(await newLab())
    // The cgroup that the recorded commands name.
    const group = `/sys/fs/cgroup${counterGroup}`
    await made.hosts.run('node1', `mkdir -p ${group} && cat /run/counter.pid > ${group}/cgroup.procs`)
    return made
  }

  envOf(workload: string, stateDir: string): Record<string, string> {
    return {OPS_INVENTORY: workload === 'beacon' ? this.#inventories.beacon : this.#inventories.counter, OPS_STATE_DIR: stateDir}
  }

  /** Leaves both hosts, and the journal in a state directory, as the old version did when it died at the cut. */
  async leaveAt(scripts: Scripts, name: string, recording: Recording, cut: Cut, stateDir: string): Promise<Values> {
    const values = await valuesOf(this.hosts, recording)
    await replay(this.hosts, scripts, recording, cut, values)
    restoreJournal(join(stateDir, 'journal.sqlite'), {dump: journalOf(name), lastSeq: cut.lastSeq, fill: fillWith(values)})
    return values
  }

  undoSlow(cut: Cut): Promise<void> {
    return undoSlow(this.hosts, cut)
  }

  async status(workload: string, stateDir: string): Promise<{moves: MoveExpected[]; settled: number}> {
    const {code, stdout, stderr} = await this.lab.ops(['evacuate', 'status', '--json'], {env: this.envOf(workload, stateDir)})
    if (code !== 0) throw new Error(`ops evacuate status ended with ${code}: ${stdout}${stderr}`)
    const {moves, settled} = (JSON.parse(stdout) as {result: {moves: MoveExpected[]; settled: number}}).result
    return {moves, settled}
  }

  async ops(workload: string, stateDir: string, ...args: string[]): Promise<OpsRun> {
    return this.lab.ops(args, {env: this.envOf(workload, stateDir)})
  }

  async counter(): Promise<Counter> {
    const {stdout} = await this.lab.ops(['lab', 'status', '--dir', this.lab.dir, '--json'])
    return (JSON.parse(stdout) as {result: {counter: Counter}}).result.counter
  }

  /** What is wrong with the counter: it must run on one host only, count on there, and have lost and doubled nothing ever. */
  async wrongWithCounter(host: string): Promise<string | undefined> {
    const before = await this.counter()
    await delay(300)
    const after = await this.counter()
    const {copies, lost, doubled, last} = after
    if (copies.length !== 1 || copies[0]?.running !== true || copies[0].host !== host) return `copies: ${JSON.stringify(copies)}`
    if (lost.length > 0 || doubled.length > 0) return `lost ${lost.length} and doubled ${doubled.length} counts`
    return (last?.count ?? 0) > (before.last?.count ?? 0) ? undefined : `it stands at ${last?.count}`
  }

  async servesOn(): Promise<string[]> {
    const seen = ['node1', 'node2'].map(async (host) =>
      (await this.hosts.run(host, 'beacon status /run/beacon')).code === 0 ? [host] : [],
    )
    return (await Promise.all(seen)).flat()
  }

  /** Puts the work back to where the recording begins: the counter by a move of its own, the service by its commands. */
  async home({workload, source, destination}: Recording, stateDir: string): Promise<void> {
    if (workload === 'beacon') {
      if (!(await this.servesOn()).includes(destination)) return
      await this.hosts.must(destination, 'beacon stop /run/beacon')
      await this.hosts.must(source, 'beacon start /run/beacon')
    } else if ((await this.counter()).copies[0]?.host !== source) {
      const {code, stdout, stderr} = await this.ops(workload, stateDir, 'evacuate', destination, '--to', source)
      if (code !== 0) throw new Error(`ops evacuate ${destination} ended with ${code}: ${stdout}${stderr}`)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hosts[Symbol.dispose]()
    await this.lab[Symbol.asyncDispose]()
  }
}
