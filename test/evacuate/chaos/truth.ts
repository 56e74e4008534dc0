import type {CounterReading} from '../../../plugins/lab/src/observe/read-counter.ts'

interface Copy {
  host: string
  running: boolean
}

const anywhere = () => true

/** Where a copy of the work may be, and whether it may run, for each state of `ops evacuate status`. */
const claims: Record<string, (source: Copy[], destination: Copy[]) => boolean> = {
  // What cannot be told, and what an operator has given up, claims nothing of the work.
  UNRECORDED: anywhere,
  CLOSED: anywhere,
  ENDED: (source, destination) => source.length + destination.length === 0,
  LOST: (source, destination) => source.every(({running}) => !running) && destination.length === 0,
  RESERVED: (source, destination) => runs(source) && destination.length === 0,
  HOLDING: (source, destination) => source.length === 1 && !destination.some(({running}) => running),
  HELD: (source, destination) => still(source) && destination.length === 0,
  SHIPPED: (source, destination) => still(source) && destination.length === 0,
  PREPARING: (source, destination) => still(source) && !destination.some(({running}) => running),
  PREPARED: (source, destination) => still(source) && still(destination),
  COMMITTED: (source, destination) => still(source) && still(destination),
  RUNNING: (source, destination) => still(source) && runs(destination),
  RELEASED: (source, destination) => source.length === 0 && runs(destination),
  VERIFIED: (source, destination) => source.length === 0 && runs(destination),
  ABORTED: (source, destination) => runs(source) && destination.length === 0,
  PLANNED: (source, destination) => runs(source) && destination.length === 0,
  // Its abort was cut short: nothing runs at the destination, whatever else is still to be done.
  ABORTING: (source, destination) => source.length === 1 && !destination.some(({running}) => running),
}

const runs = (copies: readonly Copy[]) => copies.length === 1 && copies[0]?.running === true
const still = (copies: readonly Copy[]) => copies.length === 1 && copies[0]?.running === false

export interface Unseen {
  /** Hosts that lost their power: what was held there exists in images alone, and what had run there has ended. */
  lostPower?: ReadonlySet<string>
  /** Hosts that do not answer ops: it claims nothing of them. */
  away?: ReadonlySet<string>
}

/** Undefined when the claim agrees with what was seen from outside, else a sentence with the difference. */
export function contradiction(
  {state, source, destination}: {state: string; source: string; destination: string},
  copies: readonly Copy[],
  {lostPower = new Set(), away = new Set()}: Unseen = {},
): string | undefined {
  const claim = claims[state]
  if (claim === undefined) return `ops says ${state}`
  const possible = (host: string) => {
    const found = copies.filter((copy) => copy.host === host)
    const [none, one] = [[], [{host, running: false}]]
    if (away.has(host)) return [none, one, [{host, running: true}]]
    if (found.length > 0 || !lostPower.has(host)) return [found]
    const ended = host === destination && (state === 'RELEASED' || state === 'COMMITTED')
    return ended ? [none, one, [{host, running: true}]] : [none, one]
  }
  const agrees = possible(source).some((from) => possible(destination).some((to) => claim(from, to)))
  return agrees ? undefined : `ops says ${state}, but ${seen(copies)}`
}

export function seen(copies: readonly Copy[]): string {
  return copies.length === 0
    ? 'there is no copy'
    : copies.map(({host, running}) => `${running ? 'one runs' : 'one stands still'} on ${host}`).join(', ')
}

/** What must never be, whatever the state. */
export function broken({copies, lost, doubled}: CounterReading): string | undefined {
  if (copies.filter(({running}) => running).length > 1) return `two copies run: ${seen(copies)}`
  if (lost.length > 0) return `counts were lost: ${lost.slice(0, 5).join(', ')}`
  if (doubled.length > 0) return `counts were doubled: ${doubled.slice(0, 5).join(', ')}`
  return undefined
}
