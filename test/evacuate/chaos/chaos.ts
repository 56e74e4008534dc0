import {existsSync, readdirSync} from 'node:fs'
import {setTimeout as delay} from 'node:timers/promises'
import {errorMessage} from '@ops/core/text'
import {cutOff, chooseFault, describeFault, type Fault, faultName} from './faults.ts'
import {type ChaosLab, type Course, follow, newCourse} from './follow.ts'
import {memoryExists} from './images.ts'
import {runAndAct} from './killed-ops.ts'
import {LedgerClient} from './ledger-client.ts'
import {type Cut, Machines} from './machines.ts'
import {seeded} from './random.ts'
import {saidTruth} from './verdict/said.ts'
import {count, judge, type Verdict} from './verdict/verdict.ts'
import {installLedger, ledgerPort, makeReady} from './work.ts'

export interface ChaosRun {
  run: number
  from: string
  to: string
  /** The name of the fault, and its details. */
  fault: string
  did: string
  states: string[]
  commands: string[]
  /** The most commands that were needed after a fault. */
  chain: number
  writes: number
  ms: number
  /** Milliseconds of the last `ops evacuate status`, which had nothing open. */
  statusMs: number
  verdict: Verdict
  /** Absent: each status was true, and the work ended as it must. */
  wrong?: string
}

export interface ChaosInput {
  seed: number
  /** Numbers of the runs; each has random numbers of its own, so that one can be repeated alone. */
  runs: Iterable<number>
  report(run: ChaosRun): void
}

/** Seeded faults in evacuations in both directions, each followed as `ops evacuate status` advises. Stops at the first wrong. */
export async function chaos(lab: ChaosLab, {seed, runs, report}: ChaosInput): Promise<void> {
  const machines = await Machines.of(lab.dir)
  await installLedger(machines)
  const client = new LedgerClient(
    machines.state.hosts.map(({address}) => address),
    ledgerPort,
  )
  try {
    for (const run of runs) {
      const one = await chaosRun({lab, machines, client, run, random: seeded(seed * 100_003 + run)})
      report(one)
      if (one.wrong !== undefined) break
    }
  } finally {
    await client.end()
  }
}

interface RunInput {
  lab: ChaosLab
  machines: Machines
  client: LedgerClient
  run: number
  random: () => number
}

/** Milliseconds of a move: the time in which a resolving command is killed. */
const moveMs = 2500

async function chaosRun({lab, machines, client, run, random}: RunInput): Promise<ChaosRun> {
  const began = performance.now()
  const fault = chooseFault(random)
  const course = newCourse()
  let [from, to, id, wrong] = ['', '', '', undefined as string | undefined]
  try {
    const {home, last} = await makeReady(machines)
    from = home
    to = machines.state.hosts.find(({name}) => name !== from)?.name ?? ''
    ;({id} = await client.begin(last))
    const {code, said, struck} = await evacuate({lab, machines, course, fault, from, to})
    if (code !== 'killed') course.states.push(`(ended with ${code})`)
    if (code !== 0 && !struck) throw new Error(`ops evacuate ${from} ended with ${code} before anything was done to it: ${said}`)
    if (code !== 'killed') await saidTruth(machines, said, course.lostPower)
    const disturb = () => strike(machines, course, {cut: 'power', hosts: [random() < 0.5 ? from : to]})
    await follow({lab, machines, course, random, moveMs, disturb})
  } catch (error) {
    wrong = errorMessage(error)
  }
  const input = {lab, machines, client, course, id, from, to}
  const verdict = wrong === undefined ? await judge(input) : {...(await count(input)).counts, wrong}
  const {states, commands, longestChain: chain, statusMs} = course
  return {
    run,
    from,
    to,
    fault: faultName(fault),
    did: describeFault(fault),
    states,
    commands,
    chain,
    writes: client.acknowledged - client.base,
    statusMs,
    ms: performance.now() - began,
    verdict,
    ...(verdict.wrong === undefined ? {} : {wrong: verdict.wrong}),
  }
}

interface EvacuateInput {
  lab: ChaosLab
  machines: Machines
  course: Course
  fault: Fault
  from: string
  to: string
}

interface Evacuated {
  code: number | 'killed'
  /** What ops printed. */
  said: string
  /** False when ops ended before the moment of its fault. */
  struck: boolean
}

/** Runs an evacuation into its fault. */
async function evacuate({lab, machines, course, fault, from, to}: EvacuateInput): Promise<Evacuated> {
  const {moment, jitterMs, killed, cut} = fault
  const host = {source: from, destination: to}
  const passed = passes({machines, course, source: from, host: host[moment.side], file: moment.file})
  let back: Promise<void> | undefined
  let struck = false
  const act = async (kill: () => void) => {
    await delay(jitterMs)
    struck = true
    if (killed) kill()
    if (cut === undefined) return
    const hosts = fault.sides.map((side) => host[side])
    const watched = {...fault, cut}
    markLoss(course, watched.cut, hosts)
    const cutting = await cutOff(machines, watched, hosts)
    await noteMemory(machines, course)
    back = cutting.back
  }
  const ended = await runAndAct(['evacuate', from, '--to', to], lab.env, {once: passed, action: act})
  await back
  return {code: ended.code, said: ended.output, struck}
}

async function strike(machines: Machines, course: Course, {cut, hosts}: {cut: Cut; hosts: readonly string[]}): Promise<void> {
  markLoss(course, cut, hosts)
  for (const host of hosts) await machines.cut(host, cut)
  course.states.push(`[${cut} ${hosts.join(', ')}]`)
  await noteMemory(machines, course)
}

function markLoss(course: Course, cut: Cut, hosts: readonly string[]): void {
  for (const host of hosts) {
    if (cut !== 'link') course.lostPower.add(host)
    if (cut === 'reinstall') course.reinstalled.add(host)
  }
}

async function noteMemory(machines: Machines, course: Course): Promise<void> {
  if (!(await memoryExists(machines))) course.memoryGone = true
}

interface Passing {
  machines: Machines
  course: Course
  source: string
  host: string
  file: string
}

/** True once a run that is not there yet has that file on the disk of that host. */
function passes({machines, course, source, host, file}: Passing): () => boolean {
  const folder = (name: string) => machines.disk(name, 'var/lib/ops/evacuate')
  const runs = () => (existsSync(folder(source)) ? readdirSync(folder(source)) : [])
  const before = new Set(runs())
  return () => {
    const run = course.run ?? runs().find((name) => !before.has(name))
    if (run === undefined) return false
    course.run = run
    return existsSync(`${folder(host)}/${run}/ledger/${file}`)
  }
}
