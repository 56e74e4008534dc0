import {setTimeout as delay} from 'node:timers/promises'
import {counterCopies} from '../../../plugins/lab/src/observe/copies.ts'
import {errorMessage} from '@ops/core/text'
import type {OpsRun} from '../../cli/run-ops.ts'
import {ledgerProgram} from './images.ts'
import {runAndKill} from './killed-ops.ts'
import type {Machines} from './machines.ts'
import {saidTruth} from './verdict/said.ts'
import type {StatusMove} from './settling.ts'
import {contradiction, seen} from './truth.ts'

export interface ChaosLab {
  dir: string
  env: Record<string, string>
  ops(args: readonly string[], options?: {timeoutMs?: number}): Promise<OpsRun>
}

/** Where one run stands; it grows while the run goes on. */
export interface Course {
  /** Id of the evacuation, once it has a record. */
  run?: string
  /** What `ops evacuate status` said, in order, with what was done to the machines in between. */
  states: string[]
  /** The commands that were typed, in order. */
  commands: string[]
  /** Commands since the last fault that were let live: at most three may be needed. */
  chain: number
  longestChain: number
  /** Milliseconds of the last `ops evacuate status`. */
  statusMs: number
  /** Hosts that lost their power in this run, and those that were installed again. */
  lostPower: Set<string>
  reinstalled: Set<string>
  /** A loss was accepted with `--with-loss`. */
  declared: boolean
  /** The move was given up with `close`. */
  closed: boolean
  /** The work was seen to be nowhere, with the power of its host: no process, and no whole images. */
  memoryGone: boolean
}

export const newCourse = (): Course => ({
  states: [],
  commands: [],
  chain: 0,
  longestChain: 0,
  statusMs: 0,
  lostPower: new Set(),
  reinstalled: new Set(),
  declared: false,
  closed: false,
  memoryGone: false,
})

export interface FollowInput {
  lab: ChaosLab
  machines: Machines
  course: Course
  random: () => number
  /** Milliseconds that a command may need until it is killed. */
  moveMs: number
  /** Cuts off another host while a command works. */
  disturb(): Promise<void>
}

/** Milliseconds until a command counts as hanging: far more than any needs, so that a busy machine does not make a right run wrong. */
const hangMs = 5 * 60_000
const mostCommands = 3
const rounds = 16

/** Types what `ops evacuate status` names as next until nothing is open and every host answers. Throws what is wrong. */
export async function follow(input: FollowInput): Promise<void> {
  const {course, machines, random} = input
  const awayTried = new Set<string>()
  let kills = 0
  let failed: string | undefined
  for (let round = 1; round <= rounds; round++) {
    const asked = performance.now()
    const {moves, silent} = await status(input.lab)
    course.statusMs = performance.now() - asked
    const move = moves.find(({settled}) => !settled)
    course.states.push(move?.state ?? 'finished')
    if (move !== undefined) await mustBeTrue(input, move, silent.length)
    if (move === undefined && silent.length === 0) return
    if (failed !== undefined) throw new Error(failed)
    if (machines.away.size + silent.length > 0) {
      // Once it is typed without the hosts that are away: it may say that it cannot, and must not do wrong.
      const next = move?.next
      if (next?.startsWith('ops evacuate ') === true && !awayTried.has(next)) {
        awayTried.add(next)
        const {code} = await type(input, next)
        course.states.push(`(${code})`)
        if (code === 0) continue
      }
      await comeBack(input, silent)
      continue
    }
    if (move?.next?.startsWith('ops evacuate ') !== true)
      throw new Error(`${move?.state}: status names ${move?.next ?? 'no next command'}: ${move?.sentence}`)
    if (kills < 2 && random() < 0.25) {
      kills++
      course.commands.push(`${verb(move.next)} (killed)`)
      await runAndKill(argvOf(move.next), input.lab.env, {afterMs: 300 + input.moveMs * random()})
      if (random() < 0.3) await input.disturb()
      course.chain = 0
      continue
    }
    const {code, stdout, stderr} = await type(input, move.next)
    course.chain++
    course.longestChain = Math.max(course.chain, course.longestChain)
    // A command may say that the work has ended, which is no success; the move must be over then.
    failed = code === 0 ? undefined : `${move.state}: ${move.next} ended with ${code}: ${stdout}${stderr}`
    if (code !== 0) course.states.push(`(${code})`)
    if (course.chain > mostCommands) throw new Error(`${course.chain} commands did not end it`)
  }
  throw new Error(`not finished after ${rounds} rounds`)
}

async function type({lab, machines, course}: FollowInput, next: string): Promise<OpsRun> {
  course.commands.push(verb(next))
  if (next.includes('--with-loss')) course.declared = true
  if (verb(next).startsWith('close ')) course.closed = true
  const result = await lab.ops(argvOf(next), {timeoutMs: hangMs})
  await saidTruth(machines, `${result.stdout}${result.stderr}`)
  return result
}

const verb = (next: string) =>
  next
    .split(' ')
    .slice(2)
    .filter((word) => !/^\d{8}-\d{4}-/.test(word))
    .join(' ')

/** The words of a command as a shell reads them, with a reason where one is to be given. */
function argvOf(next: string): string[] {
  const [program, ...args] = next.replaceAll('REASON', "'a chaos run'").match(/'[^']*'|"[^"]*"|\S+/g) ?? []
  if (program !== 'ops' || args[0] !== 'evacuate') throw new Error(`status names "${next}", which is no command of evacuate`)
  return args.map((word) => word.replace(/^(['"])(.*)\1$/, '$2'))
}

/** The hosts that were away answer again; after an installation the operator trusts the new key once ops has refused it. */
async function comeBack({machines, course}: FollowInput, silent: readonly {host: string; why: string}[]): Promise<void> {
  const cut = [...machines.away.keys()]
  for (const host of cut) await machines.restore(host)
  if (cut.length > 0) course.states.push(`[${cut.join(', ')} back]`)
  const refused = silent.filter(({host}) => course.reinstalled.has(host) && !cut.includes(host))
  if (refused.length > 0) {
    await machines.trustKeys()
    course.states.push('[new key trusted]')
    const unclear = refused.find(({why}) => !/key/i.test(why))
    if (unclear !== undefined) throw new Error(`${unclear.host} has another host key, and ops says: ${unclear.why}`)
  } else if (cut.length === 0) {
    const [one] = silent
    throw new Error(`${one?.host} is up, and ops says: ${one?.why}`)
  }
}

/** Milliseconds in which a detached criu must have come to the state that was reported. */
const patienceMs = 60_000

/** A state that criu works on becomes true in time; every other one is true now. */
async function mustBeTrue({machines, course}: FollowInput, move: StatusMove & {sentence: string}, silent: number): Promise<void> {
  if (move.state === 'UNKNOWN') {
    if (machines.away.size + silent > 0) return
    throw new Error(`ops says UNKNOWN although both hosts answer: ${move.sentence}`)
  }
  const inTime = move.state === 'HOLDING' || move.state === 'PREPARING'
  for (let waited = 0; ; waited += 100) {
    const copies = await counterCopies(machines.state, ledgerProgram)
    if (copies.filter(({running}) => running).length > 1) throw new Error(`${move.state}: ${seen(copies)}`)
    const wrong = contradiction(move, copies, {lostPower: course.lostPower, away: new Set(machines.away.keys())})
    if (wrong === undefined) return
    if (!inTime || waited >= patienceMs) throw new Error(wrong)
    await delay(100)
  }
}

interface Status {
  moves: (StatusMove & {sentence: string})[]
  silent: {host: string; why: string}[]
}

async function status(lab: ChaosLab): Promise<Status> {
  const {code, stdout, stderr} = await lab.ops(['evacuate', 'status', '--json'], {timeoutMs: hangMs})
  try {
    const {result} = JSON.parse(stdout) as {result?: Status}
    if (result !== undefined && (code === 0 || code === 4)) return result
  } catch (error) {
    throw new Error(`ops evacuate status printed no JSON: ${errorMessage(error)}`)
  }
  throw new Error(`ops evacuate status ended with ${code}: ${stdout}${stderr}`)
}
