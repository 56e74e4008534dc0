import type {CounterReading} from '../../../plugins/lab/src/observe/read-counter.ts'

interface Copy {
  host: string
  running: boolean
}

/** Where a copy of the counter may be, and whether it may run, for each state of `ops evacuate status`. */
const claims: Record<string, (source: Copy[], destination: Copy[]) => boolean> = {
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

/** Undefined when the claim agrees with what was seen from outside, else a sentence with the difference. */
export function contradiction(state: string, from: string, to: string, {copies}: CounterReading): string | undefined {
  const at = (host: string) => copies.filter((copy) => copy.host === host)
  const claim = claims[state]
  if (claim === undefined) return `ops says ${state}`
  return claim(at(from), at(to)) ? undefined : `ops says ${state}, but ${seen(copies)}`
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
