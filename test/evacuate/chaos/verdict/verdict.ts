import {readFileSync} from 'node:fs'
import {errorMessage} from '@ops/core/text'
import {counterCopies} from '../../../../plugins/lab/src/observe/copies.ts'
import {type Tick, parseTicks} from '../../../../plugins/lab/src/observe/counter-log.ts'
import type {ChaosLab, Course} from '../follow.ts'
import {ledgerProgram} from '../images.ts'
import type {LedgerClient} from '../ledger-client.ts'
import type {Machines} from '../machines.ts'
import {type closed, stopped} from './stopped.ts'
import {seen} from '../truth.ts'

/** How a run ended. `runs`: once, with its memory; the others: stopped, each with what ops said of it. */
export type Outcome = 'runs once, memory intact' | typeof older | 'ended with the power of its host' | typeof closed

const older = 'continues from an older state, loss declared'

/** Of every run, also of a wrong one: a run that went wrong may have lost something too. */
export interface Counts {
  /** Acknowledged writes that the survivor lacks, and writes that were applied twice; of a declared loss or a reinstalled host apart. */
  lost: number
  doubled: number
  declaredLost: number
}

export interface Verdict extends Counts {
  outcome?: Outcome
  wrong?: string
}

export interface JudgeInput {
  lab: ChaosLab
  /** The hosts of its move. */
  from: string
  to: string
  machines: Machines
  client: LedgerClient
  course: Course
  /** Of the service with which the run began. */
  id: string
}

export const ledgerLog = 'var/lib/ledger/ledger.log'

/** Compares what is left of the work with what it had acknowledged. */
export async function judge(input: JudgeInput): Promise<Verdict> {
  const end = await howItEnded(input).then(
    (outcome) => ({outcome}),
    (error: unknown) => ({wrong: errorMessage(error)}),
  )
  const {counts, doubles} = await count(input)
  const {lost, doubled} = counts
  if (lost + doubled === 0) return {...end, ...counts}
  const losses = `${lost} acknowledged writes were lost, and ${doubled} were doubled: ${doubles.slice(0, 4).join('; ')}`
  return {...counts, wrong: 'wrong' in end ? `${end.wrong}; ${losses}` : losses}
}

async function howItEnded(input: JudgeInput): Promise<Outcome> {
  const {machines, client, course, id} = input
  const copies = await counterCopies(machines.state, ledgerProgram)
  const ran = copies.filter(({running}) => running)
  // Only a move that was given up may leave a frozen copy.
  if (ran.length > 1 || (!course.closed && copies.length !== ran.length)) throw new Error(`at the end ${seen(copies)}`)
  return ran.length === 0 ? stopped(input) : running(client, course, id)
}

/** Counts what was lost and doubled, from the client's own log and from the disks of the hosts. */
export async function count({machines, client, course}: JudgeInput): Promise<{counts: Counts; doubles: string[]}> {
  await client.pause()
  const copy = (await counterCopies(machines.state, ledgerProgram)).find(({running}) => running)
  const logs = new Map(machines.state.hosts.map(({name}) => [name, readLog(machines, name, client.base)]))
  const survivor = copy === undefined ? longest([...logs.values()]) : (logs.get(copy.host) ?? [])
  const kept = new Set(survivor.map(({count: n}) => n))
  const acknowledged = Array.from({length: client.acknowledged - client.base}, (_, at) => client.base + 1 + at)
  const missing = acknowledged.filter((n) => !kept.has(n)).length
  const found = [...client.appliedTwice, ...twice([...logs.values()].flat())]
  // An older state does again what its copy did without an acknowledgement.
  const doubles = course.declared ? [] : found.map(({count: n, by}) => `${n} ${by}`)
  const excused = course.declared || (copy === undefined && course.reinstalled.size > 0)
  const counts = {lost: excused ? 0 : missing, doubled: doubles.length, declaredLost: excused ? missing : 0}
  return {counts, doubles}
}

/** It must answer, write on, and have the memory with which the run began. */
async function running(client: LedgerClient, {declared}: Course, id: string): Promise<Outcome> {
  client.write()
  const before = client.acknowledged
  if (!declared)
    for (let waited = 0; client.acknowledged < before + 2 && waited < 20_000; waited += 50)
      await new Promise((resolve) => setTimeout(resolve, 50))
  if (!declared && client.acknowledged < before + 2) throw new Error('the service runs and acknowledges nothing')
  await client.pause()
  const answer = await client.ask('check', ['ok', 'broken'])
  if (answer.verb === 'broken') throw new Error('pages of its memory have other content')
  if (answer.id !== id) throw new Error('it is not the process that was moved: it was started again')
  if (answer.sum !== client.sumAfter(answer.last)) throw new Error(`its sum after write ${answer.last} is not the one of its memory`)
  return declared ? older : 'runs once, memory intact'
}

function readLog(machines: Machines, host: string, base: number): Tick[] {
  try {
    return parseTicks(readFileSync(machines.disk(host, ledgerLog), 'utf8')).filter(({count}) => count > base)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

const longest = (logs: readonly Tick[][]) =>
  logs.reduce((best, log) => ((log.at(-1)?.count ?? 0) > (best.at(-1)?.count ?? 0) ? log : best), [])

/** Numbers with two different lines: the log moves along, so both hosts may have the same line. */
function twice(ticks: readonly Tick[]): {count: number; by: string}[] {
  const lines = new Map<number, Set<string>>()
  for (const {count, atUs, host} of ticks) lines.set(count, (lines.get(count) ?? new Set()).add(`${host} at ${atUs}`))
  return [...lines].filter(([, one]) => one.size > 1).map(([count, one]) => ({count, by: `written on ${[...one].join(' and ')}`}))
}
