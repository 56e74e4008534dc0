import {existsSync, globSync} from 'node:fs'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {spawn} from 'node:child_process'
import {parse, stringify} from 'yaml'
import {expect} from 'vitest'
import {onHost} from '../../plugins/lab/src/host/on-host.ts'
import {startHost} from '../../plugins/lab/src/host/start.ts'
import {needState} from '../../plugins/lab/src/instance/state.ts'
import {type CounterReading, readCounter} from '../../plugins/lab/src/observe/read-counter.ts'
import {bin, type OpsRun} from '../cli/run-ops.ts'
import {newLab, type TestLab} from '../lab/new-lab.ts'
import {broken, seen} from './chaos/truth.ts'

export interface StatusMove {
  run: string
  workload: string
  state: string
  sentence: string
  next?: string
  settled: boolean
}

/** A lab with tools to stop an evacuation where a test wants it, and to inspect it from outside. */
export class Rig implements AsyncDisposable {
  readonly lab: TestLab

  constructor(lab: TestLab) {
    this.lab = lab
  }

  /** With the counter alone declared: the beacon would go along with each move from its host, and cost as much again. Flags go to `ops lab up`. */
  static async up(flags: readonly string[] = []): Promise<Rig> {
    const lab = await newLab(flags)
    const file = join(lab.dir, 'ops.yaml')
    const text = await readFile(file, 'utf8')
    const inventory = parse(text) as {hosts: Record<string, {ssh: {options: Record<string, string>}; workloads?: unknown}>}
    // A host whose link is down is given up after 2 s instead of 10.
    for (const {ssh} of Object.values(inventory.hosts)) ssh.options['ConnectTimeout'] = '2'
    delete inventory.hosts['node2']?.workloads
    await writeFile(file, stringify(inventory))
    await writeFile(join(lab.dir, 'whole.yaml'), text)
    return new Rig(lab)
  }

  /** For `ops` with all work of the lab declared. */
  get whole(): Record<string, string> {
    return {OPS_INVENTORY: join(this.lab.dir, 'whole.yaml')}
  }

  ops(...args: string[]): Promise<OpsRun> {
    return this.lab.ops(args)
  }

  /** The same lab with another inventory: the counter's declaration, or the hosts', changed. */
  async with(change: (inventory: {hosts: Record<string, Record<string, unknown>>}) => void): Promise<Record<string, string>> {
    const inventory = parse(await readFile(join(this.lab.dir, 'ops.yaml'), 'utf8'))
    change(inventory)
    const file = join(this.lab.dir, `changed-${Math.random().toString(36).slice(2)}.yaml`)
    await writeFile(file, stringify(inventory))
    return {OPS_INVENTORY: file}
  }

  /** A shell line on a host; it must succeed. */
  async on(host: string, line: string): Promise<string> {
    const {code, stdout, stderr} = await onHost(await needState(this.lab.dir), host, line)
    if (code !== 0) throw new Error(`${line} on ${host} ended with ${code}: ${stderr}`)
    return stdout.trim()
  }

  /** Starts a host whose power was cut, and waits for its sshd. */
  async boot(host: string): Promise<void> {
    await startHost(await needState(this.lab.dir), host)
    for (let waited = 0; waited < 60_000; waited += 200) {
      if ((await onHost(await needState(this.lab.dir), host, 'true')).code === 0) return
      await delay(200)
    }
    throw new Error(`${host} does not come up`)
  }

  counter(): Promise<CounterReading> {
    return readCounter(this.lab.dir)
  }

  /** A host's disk as this machine sees it. */
  disk(host: string, path: string): string {
    return join(this.lab.dir, 'hosts', host, 'disk/upper', path)
  }

  /** Runs ops and SIGKILLs its process group as soon as a file matches on a host's disk. */
  async killWhen(args: readonly string[], host: string, pattern: string, env: Record<string, string> = {}): Promise<void> {
    await this.#signalWhen(args, host, pattern, (pid) => process.kill(-pid, 'SIGKILL'), env)
  }

  /** The same with SIGINT to ops alone, as a terminal's Ctrl-C; resolves when it has ended. */
  async interruptWhen(args: readonly string[], host: string, pattern: string): Promise<{code: number | null; stderr: string}> {
    return this.#signalWhen(args, host, pattern, (pid) => process.kill(pid, 'SIGINT'))
  }

  async #signalWhen(
    args: readonly string[],
    host: string,
    pattern: string,
    send: (pid: number) => void,
    env: Record<string, string> = {},
  ): Promise<{code: number | null; stderr: string}> {
    const glob = this.disk(host, `var/lib/ops/evacuate/${pattern}`)
    const before = new Set(globSync(glob))
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: '/',
      env: {PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...this.lab.env, ...env},
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    })
    let stderr = ''
    child.stderr.on('data', (chunk) => (stderr += chunk))
    const ended = new Promise<number | null>((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', resolve)
    })
    for (const began = Date.now(); !globSync(glob).some((file) => !before.has(file)); await delay(1)) {
      if (child.exitCode !== null) throw new Error(`ops ${args.join(' ')} ended before ${pattern} was on ${host}: ${stderr}`)
      if (Date.now() - began > 120_000) throw new Error(`${pattern} did not come on ${host}`)
    }
    if (child.pid !== undefined) send(child.pid)
    return {code: await ended, stderr}
  }

  async open(): Promise<StatusMove> {
    const {stdout} = await this.ops('evacuate', 'status', '--json')
    const {moves} = JSON.parse(stdout).result as {moves: StatusMove[]}
    const open = moves.filter(({settled}) => !settled)
    expect(open).toHaveLength(1)
    return open[0] as StatusMove
  }

  /** Exactly one counter, on that host, counting on; nothing lost or doubled ever. */
  async runsOnceOn(host: string): Promise<void> {
    const first = await this.counter()
    let last = first
    for (let waited = 0; waited < 20_000 && (last.last?.count ?? 0) < (first.last?.count ?? 0) + 2; waited += 50) {
      await delay(50)
      last = await this.counter()
    }
    expect(broken(last)).toBeUndefined()
    expect(seen(last.copies)).toBe(`one runs on ${host}`)
    expect(last.last?.count ?? 0).toBeGreaterThanOrEqual((first.last?.count ?? 0) + 2)
  }

  /** Puts the counter back to node1, whatever a test left. */
  async home(): Promise<void> {
    if (this.#isOpen()) {
      const {stdout} = await this.ops('evacuate', 'status', '--json')
      for (const {run, settled, next} of (JSON.parse(stdout).result as {moves: StatusMove[]}).moves) {
        if (!settled) await this.ops('evacuate', next?.includes(' resume ') ? 'resume' : 'abort', run)
      }
    }
    const [copy] = (await this.counter()).copies
    if (copy?.host !== 'node2') return
    const {code, ...said} = await this.ops('evacuate', 'node2', '--to', 'node1')
    if (code !== 0) throw new Error(`ops evacuate node2 ended with ${code}: ${said.stdout}${said.stderr}`)
  }

  /** Whether any record on the disks is of an open move. */
  #isOpen(): boolean {
    const plans = ['node1', 'node2'].flatMap((host) => globSync(this.disk(host, 'var/lib/ops/evacuate/*/*/plan.json')))
    return plans.some((plan) => !['verified', 'aborted'].some((mark) => existsSync(join(plan, '..', mark))))
  }

  exists(host: string, path: string): boolean {
    return existsSync(this.disk(host, path))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.lab[Symbol.asyncDispose]()
  }
}
