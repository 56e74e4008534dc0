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
  /** The commands that resolved it. */
  commands: string[]
  /** Absent: each status was true, and the counter runs exactly once with an unbroken sequence. */
  wrong?: string
}

/**
 * Milliseconds until a command counts as hanging. Far more than any needs, resolving a running dump included: a busy machine
 * must not make a right run look wrong.
 */
const hangMs = 10 * 60_000

/** Share of resolving commands that are killed as well; those of the last two rounds are not, so that six rounds suffice. */
const killResolving = 0.3
const rounds = 6

/** Kills ops at seeded moments of evacuations in both directions, and resolves each as its status advises. Stops at the first wrong. */
export async function chaos(
  lab: ChaosLab,
  {runs, seed}: {runs: number; seed: number},
  report: (run: ChaosRun) => void,
): Promise<ChaosRun[]> {
  const random = seeded(seed)
  const results: ChaosRun[] = []
  const moveMs = await measure(lab)
  for (let run = 1; run <= runs; run++) {
    const one = await chaosRun(lab, run, moveMs, random)
    results.push(one)
    report(one)
    if (one.wrong !== undefined) break
  }
  return results
}

/** How long a move takes here from its first record to its end when it is not killed: kills are spread over that time. */
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
  const {code} = await runAndKill(['evacuate', from, '--to', to], lab.env, {once: firstRecord(lab, from), afterMs: killedAtMs})
  const states = code === 'killed' ? [] : [`(ended with ${code})`]
  const commands: string[] = []
  const result: ChaosRun = {run, from, to, killedAtMs, states, commands}
  try {
    for await (const {state, command} of resolveOpen(lab, moveMs, random)) {
      states.push(state)
      if (command !== undefined) commands.push(command)
    }
    const reading = await runsOnce(lab.dir)
    const [copy] = reading.copies
    if (reading.copies.length !== 1 || copy?.running !== true) throw new Error(`at the end ${seen(reading.copies)}`)
  } catch (error) {
    return {...result, wrong: (error as Error).message}
  }
  return result
}

interface Round {
  state: string
  /** Absent when the move is finished. */
  command?: string
}

/** Follows the status until the move is finished; yields each round before its command runs. */
async function* resolveOpen(lab: ChaosLab, moveMs: number, random: () => number): AsyncGenerator<Round> {
  for (let round = 1; round <= rounds; round++) {
    const moves = await status(lab)
    const move = moves.find(({settled}) => !settled)
    const state = move === undefined ? 'finished' : move.workload === 'counter' ? move.state : `${move.workload} ${move.state}`
    const wrong = await untrue(lab.dir, move)
    if (wrong !== undefined) throw new Error(`${state}: ${wrong}`)
    if (move === undefined) {
      yield {state}
      return
    }
    const verb = choose(move, random)
    const killed = random() < killResolving && round <= rounds - 2
    yield {state, command: killed ? `${verb} (killed)` : verb}
    if (killed) await runAndKill(['evacuate', verb, move.run], lab.env, {once: fenced(lab, move), afterMs: moveMs * random()})
    else {
      const {code, stdout, stderr} = await lab.ops(['evacuate', verb, move.run], {timeoutMs: hangMs})
      if (code !== 0) throw new Error(`ops evacuate ${verb} ended with ${code}: ${stdout}${stderr}`)
    }
  }
  throw new Error(`not finished after ${rounds} rounds`)
}

/** True once the resolving command has raised the epoch on the source's disk: from then on it acts. */
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
