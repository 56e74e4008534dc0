import type {Cut, Machines} from './machines.ts'

/** A moment of a move as the files of its record show it: which host's disk has which file. */
export interface Moment {
  name: string
  side: 'source' | 'destination'
  file: string
}

/** In the order in which a move passes them. */
export const moments: readonly Moment[] = [
  {name: 'reserved', side: 'source', file: 'plan.json'},
  {name: 'holding', side: 'source', file: 'hold/freezing'},
  {name: 'held', side: 'source', file: 'hold/held'},
  {name: 'shipped', side: 'destination', file: 'make/shipped'},
  {name: 'preparing', side: 'destination', file: 'make/criu.job'},
  {name: 'prepared', side: 'destination', file: 'make/prepared'},
  {name: 'committing', side: 'source', file: 'commit'},
  {name: 'committed', side: 'destination', file: 'commit'},
  {name: 'started', side: 'destination', file: 'started'},
  {name: 'released', side: 'source', file: 'hold/decision'},
  {name: 'verified', side: 'source', file: 'verified'},
]

export interface Fault {
  /** Absent: only ops dies. */
  cut?: Cut
  /** The hosts that are cut off; both within one window. */
  sides: ('source' | 'destination')[]
  windowMs: number
  /** Whether ops is killed at that moment too. */
  killed: boolean
  moment: Moment
  /** Milliseconds after the moment. */
  jitterMs: number
  /** Milliseconds until the hosts answer again; absent: only after `status` was asked. */
  backAfterMs?: number
}

const pick = <T>(from: readonly T[], random: () => number): T => from[Math.floor(random() * from.length)] as T

/** One fault of a run. Every third leaves the machines alone. */
export function chooseFault(random: () => number): Fault {
  const moment = pick(moments, random)
  const jitterMs = Math.round(random() ** 2 * 250)
  const cut = pick<Cut | undefined>([undefined, undefined, undefined, 'power', 'power', 'power', 'reinstall', 'link'], random)
  const sides = pick<Fault['sides']>([['source'], ['destination'], ['source', 'destination'], ['destination', 'source']], random)
  const [windowMs, soon, backAfterMs] = [Math.round(random() * 300), random() < 0.6, Math.round(random() * 2500)]
  const killed = random() < 0.7
  const base = {sides: cut === undefined ? [] : sides, windowMs, killed: cut === undefined || killed, moment, jitterMs}
  return {...base, ...(cut === undefined ? {} : {cut}), ...(soon ? {backAfterMs} : {})}
}

/** What a fault is called in the table at the end. */
export function faultName({cut, sides}: Fault): string {
  const where = sides.length === 2 ? 'both' : (sides[0] ?? '')
  return cut === undefined ? 'ops killed' : `${{power: 'power', reinstall: 'reinstalled', link: 'link'}[cut]} ${where}`
}

/** The line of a run: what was done to it, and when. */
export function describeFault(fault: Fault): string {
  const {killed, moment, jitterMs, cut, backAfterMs} = fault
  const when = `${jitterMs} ms after ${moment.name}`
  const back = cut === undefined ? '' : backAfterMs === undefined ? ', away' : `, back after ${backAfterMs} ms`
  return `${faultName(fault)}${killed && cut !== undefined ? ' and ops killed' : ''} ${when}${back}`
}

/** Cuts the hosts of a fault off. Resolves when that is done; `back` resolves when they answer again, if they come by themselves. */
export async function cutOff(machines: Machines, fault: Fault, hosts: readonly string[]): Promise<{back: Promise<void>}> {
  const {cut, windowMs, backAfterMs} = fault
  for (const [at, host] of hosts.entries()) {
    if (at > 0) await new Promise((resolve) => setTimeout(resolve, windowMs))
    if (cut !== undefined) await machines.cut(host, cut)
  }
  const comeBack = async () => {
    if (backAfterMs === undefined) return
    await new Promise((resolve) => setTimeout(resolve, backAfterMs))
    for (const host of hosts) await machines.restore(host)
  }
  return {back: comeBack()}
}
