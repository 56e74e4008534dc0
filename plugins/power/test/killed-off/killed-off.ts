import {setTimeout as delay} from 'node:timers/promises'
import {runAndKill} from '../../../../test/evacuate/chaos/killed-ops.ts'
import {choose, runsOnce, type StatusMove, untrue} from '../../../../test/evacuate/chaos/settling.ts'
import {seen} from '../../../../test/evacuate/chaos/truth.ts'
import type {TestLab} from '../../../../test/lab/new-lab.ts'
import {hostPids} from '../../../lab/src/host/running.ts'
import {onHost} from '../../../lab/src/host/on-host.ts'
import {needState} from '../../../lab/src/instance/state.ts'
import {readCounter} from '../../../lab/src/observe/read-counter.ts'
import {LabJournal, type Moment} from './journal-moments.ts'

export interface KilledOff {
  run: number
  host: string
  /** The last entry of the journal when ops was killed, and the milliseconds since. */
  at: string
  /** The answer of `ops evacuate status` after each kill: states of open moves, or `settled`. */
  states: string[]
  settled: string[]
  /** Whether the second `ops power off` still had something to do. */
  changed?: boolean
  /** Undefined: each answer was true, the counter runs once with an unbroken sequence, and the host is off. */
  wrong?: string
}

/** Exit codes: a host does not answer, as one that is off does not; a guard refused. */
const [unreachable, refused] = [4, 5]

/**
 * Kills `ops power off` of the host where the counter is, once in each of the given moments (those of that host, in turn);
 * resolves the moves that status reports as open; and runs it again. Stops at the first error.
 */
export async function killedOff(
  lab: TestLab,
  {moments, random}: {moments: readonly ((host: string) => Moment)[]; random: () => number},
  onRun: (run: KilledOff) => void,
): Promise<KilledOff[]> {
  const runs: KilledOff[] = []
  for (const [at, moment] of moments.entries()) {
    const host = await whereItRuns(lab)
    await startOther(lab, host)
    const one = await killOnce(lab, at + 1, host, moment(host), random)
    runs.push(one)
    onRun(one)
    if (one.wrong !== undefined) break
  }
  return runs
}

/**
 * The moments of either host's `ops power off`, from a run that is not killed; `runs` of them, spread over all of it and
 * shuffled, so that a test that stops early has covered a bit of everything.
 */
export async function momentsOf(lab: TestLab, runs: number, random: () => number): Promise<((host: string) => Moment)[]> {
  const all = {node1: await uncut(lab, 'node1'), node2: await uncut(lab, 'node2')}
  const shares = Array.from({length: runs}, (_, run) => ({share: (run + random()) / runs, place: random()}))
  return shares
    .sort((one, other) => one.place - other.place)
    .map(({share}) => (host) => {
      const its = all[host as keyof typeof all]
      return its[Math.floor(share * its.length)] ?? {nth: 0, lastsMs: 0}
    })
}

async function uncut(lab: TestLab, host: string): Promise<Moment[]> {
  await startOther(lab, host)
  using journal = journalOf(lab)
  const [before, began] = [journal.last(), Date.now()]
  await must(lab, ['power', 'off', host])
  return journal.momentsAfter(before, began)
}

const journalOf = (lab: TestLab) => new LabJournal(lab.env['OPS_STATE_DIR'] ?? '')

async function killOnce(lab: TestLab, run: number, host: string, moment: Moment, random: () => number): Promise<KilledOff> {
  const result: KilledOff = {run, host, at: '', states: [], settled: []}
  try {
    await kill(lab, result, moment, random)
    await resolveMoves(lab, result, random)
    const stdout = await offAgain(lab, result)
    const [second] = (JSON.parse(stdout) as {result: {hosts: {power: string; changed: boolean}[]}}).result.hosts
    result.changed = second?.changed === true
    if (second?.power !== 'off') throw new Error(`the second run reports ${second?.power}`)
    const left = await hostPids(await needState(lab.dir), host)
    if (left.length > 0) throw new Error(`${left.length} processes live on ${host}, which is off`)
    const {copies} = await runsOnce(lab.dir)
    if (copies.length !== 1 || copies[0]?.running !== true || copies[0].host === host) throw new Error(`at the end ${seen(copies)}`)
  } catch (error) {
    result.wrong = (error as Error).message
  }
  return result
}

/** Whether the host accepted the command of a run that was killed in that moment is visible only on its console. */
async function offAgain(lab: TestLab, {host, at, states}: KilledOff): Promise<string> {
  const args = ['power', 'off', host, '--json']
  const {code, stdout} = await lab.ops(args, {timeoutMs: 120_000})
  if (code === 0) return stdout
  if (code !== refused || !at.startsWith('intent host.shutdown') || !stdout.includes('POWER_HOST_SILENT'))
    throw new Error(`ops power off ${host} ended with ${code}: ${stdout}`)
  states.push('(it is unknown whether it accepted the command)')
  return (await must(lab, [...args, '--force', 'its console says that it is down', '--yes'])).stdout
}

async function kill(lab: TestLab, result: KilledOff, {after, nth, lastsMs}: Moment, random: () => number): Promise<void> {
  using journal = journalOf(lab)
  const before = journal.last()
  const afterMs = Math.round(random() * lastsMs)
  result.at = `${after ?? 'its start'} + ${afterMs} ms`
  const once = after === undefined ? {} : {once: () => journal.last() > before && journal.count(after, before) >= nth}
  const {code} = await runAndKill(['power', 'off', result.host], lab.env, {afterMs, ...once})
  if (code !== 'killed') result.states.push(`(ended with ${code})`)
}

async function resolveMoves(lab: TestLab, result: KilledOff, random: () => number): Promise<void> {
  for (let round = 0; round < 4; round++) {
    const move = (await status(lab, result.host)).find(({settled}) => !settled)
    result.states.push(move === undefined ? 'settled' : move.workload === 'counter' ? move.state : `${move.workload} ${move.state}`)
    const wrong = await untrue(lab.dir, move)
    if (wrong !== undefined) throw new Error(wrong)
    if (move === undefined) return
    const verb = choose(move, random)
    result.settled.push(verb)
    await must(lab, ['evacuate', verb, move.run])
  }
  throw new Error('not settled after four rounds')
}

/** Only a host that is down may be silent. */
async function status(lab: TestLab, host: string): Promise<StatusMove[]> {
  const {code, stdout, stderr} = await lab.ops(['evacuate', 'status', '--json'])
  const isDown = (await onHost(await needState(lab.dir), host, 'true')).code !== 0
  if (code !== 0 && !(isDown && code === unreachable)) throw new Error(`ops evacuate status ended with ${code}: ${stdout}${stderr}`)
  return (JSON.parse(stdout) as {result: {moves: StatusMove[]}}).result.moves
}

async function whereItRuns(lab: TestLab): Promise<string> {
  const [copy] = (await readCounter(lab.dir)).copies
  if (copy === undefined) throw new Error('there is no counter')
  return copy.host
}

/** Gives the other host power, and waits until it takes commands. */
async function startOther(lab: TestLab, host: string): Promise<void> {
  const other = host === 'node1' ? 'node2' : 'node1'
  await must(lab, ['power', 'on', other])
  const state = await needState(lab.dir)
  for (let waited = 0; (await onHost(state, other, 'true')).code !== 0; waited += 100) {
    if (waited > 20_000) throw new Error(`${other} does not come up`)
    await delay(100)
  }
}

async function must(lab: TestLab, args: readonly string[]): Promise<{stdout: string}> {
  // A move, a shutdown and its proofs, on a machine that does other things too.
  const {code, stdout, stderr} = await lab.ops(args, {timeoutMs: 120_000})
  if (code !== 0) throw new Error(`ops ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
  return {stdout}
}
