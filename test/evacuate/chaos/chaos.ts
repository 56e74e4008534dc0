import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {readCounter} from '../../../plugins/lab/src/observe/read-counter.ts'
import type {OpsRun} from '../../cli/run-ops.ts'
import {runAndKill} from './killed-ops.ts'
import {seeded} from './random.ts'
import {choose, runsOnce, type StatusMove, untrue} from './settling.ts'
import {seen} from './truth.ts'

export interface ChaosLab {
  dir: string
  env: Record<string, string>
  ops(args: readonly string[], options?: {timeoutMs?: number}): Promise<OpsRun>
}

export interface ChaosRun {
  run: number
  from: string
  to: string
  /** Milliseconds after its first record at which ops was killed. */
  killedAtMs: number
  /** What `ops evacuate status` said after each kill. */
  states: string[]
  /** The commands that settled it. */
  settled: string[]
  /** Undefined: it told the truth each time, and the counter runs exactly once with an unbroken sequence. */
  wrong?: string
}

/**
 * Milliseconds until a command is taken to hang. Far beyond what any takes, settling a dump under way included: a machine
 * that is busy with other things must not make a right run look wrong.
 */
const hangMs = 10 * 60_000

/** Share of settling commands that are killed as well; the last two of the rounds are not, so that six always settle it. */
const killSettling = 0.3
const rounds = 6

/** Kills ops at seeded moments of evacuations to and fro, and settles each as its status advises. Stops at the first wrong. */
export async function chaos(lab: ChaosLab, {runs, seed}: {runs: number; seed: number}, tell: (run: ChaosRun) => void): Promise<ChaosRun[]> {
  const random = seeded(seed)
  const told: ChaosRun[] = []
  const moveMs = await measure(lab)
  for (let run = 1; run <= runs; run++) {
    const one = await chaosRun(lab, run, moveMs, random)
    told.push(one)
    tell(one)
    if (one.wrong !== undefined) break
  }
  return told
}

/** How long a move takes here from its first record to its end when nobody kills it: kills are spread over that time. */
async function measure(lab: ChaosLab): Promise<number> {
  const times: number[] = []
  for (const [from, to] of [
    ['node1', 'node2'],
    ['node2', 'node1'],
  ] as const) {
    const {code, ranMs} = await runAndKill(['evacuate', from, '--to', to], lab.env, {once: firstRecord(lab, from), afterMs: 60_000})
    if (code !== 0 || ranMs === undefined) throw new Error(`ops evacuate ${from} ended with ${code}`)
    times.push(ranMs)
  }
  return Math.min(...times)
}

/** True once a run that is not there yet has written a record on the disk of its source. */
function firstRecord(lab: ChaosLab, source: string): () => boolean {
  const folder = join(lab.dir, 'hosts', source, 'disk/upper/var/lib/ops/evacuate')
  const runs = () => (existsSync(folder) ? readdirSync(folder).length : 0)
  const before = runs()
  return () => runs() > before
}

async function chaosRun(lab: ChaosLab, run: number, moveMs: number, random: () => number): Promise<ChaosRun> {
  const before = await readCounter(lab.dir)
  const from = before.copies[0]?.host ?? 'node1'
  const to = from === 'node1' ? 'node2' : 'node1'
  const killedAtMs = Math.round(moveMs * 1.1 * random())
  const told: ChaosRun = {run, from, to, killedAtMs, states: [], settled: []}
  const {code} = await runAndKill(['evacuate', from, '--to', to], lab.env, {once: firstRecord(lab, from), afterMs: killedAtMs})
  if (code !== 'killed') told.states.push(`(ended with ${code})`)
  try {
    await settle(lab, told, moveMs, random)
    const reading = await runsOnce(lab.dir)
    const [copy] = reading.copies
    if (reading.copies.length !== 1 || copy?.running !== true) throw new Error(`at the end ${seen(reading.copies)}`)
  } catch (error) {
    told.wrong = (error as Error).message
  }
  return told
}

async function settle(lab: ChaosLab, told: ChaosRun, moveMs: number, random: () => number): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    const moves = await status(lab)
    const move = moves.find(({settled}) => !settled)
    told.states.push(move === undefined ? 'settled' : move.workload === 'counter' ? move.state : `${move.workload} ${move.state}`)
    const wrong = await untrue(lab.dir, move)
    if (wrong !== undefined) throw new Error(wrong)
    if (move === undefined) return
    const verb = choose(move, random)
    const killed = random() < killSettling && round <= rounds - 2
    told.settled.push(killed ? `${verb} (killed)` : verb)
    if (killed) await runAndKill(['evacuate', verb, move.run], lab.env, {once: fenced(lab, move), afterMs: moveMs * random()})
    else {
      const {code, stdout, stderr} = await lab.ops(['evacuate', verb, move.run], {timeoutMs: hangMs})
      if (code !== 0) throw new Error(`ops evacuate ${verb} ended with ${code}: ${stdout}${stderr}`)
    }
  }
  throw new Error(`not settled after ${rounds} rounds`)
}

/** True once the settling command has raised the epoch on the source's disk: from there on it acts. */
function fenced(lab: ChaosLab, {run, workload, source}: StatusMove): () => boolean {
  const file = join(lab.dir, 'hosts', source, 'disk/upper/var/lib/ops/evacuate', run, workload, 'epoch')
  const epoch = () => (existsSync(file) ? readFileSync(file, 'utf8') : '')
  const before = epoch()
  return () => epoch() !== before
}

async function status(lab: ChaosLab): Promise<StatusMove[]> {
  const {code, stdout, stderr} = await lab.ops(['evacuate', 'status', '--json'], {timeoutMs: hangMs})
  if (code !== 0) throw new Error(`ops evacuate status ended with ${code}: ${stdout}${stderr}`)
  return (JSON.parse(stdout) as {result: {moves: StatusMove[]}}).result.moves
}
