import type {Random} from './random.ts'

const cells = 65_536
/** -ln of the borders between cells; the first, at 0, is infinite and never used. */
const borders = Float64Array.from({length: cells + 1}, (_, at) => -Math.log(at / cells))

/** A draw from the exponential distribution with mean 1: by a table and a straight line within its cell, a third of the cost of Math.log. */
export function exponential(random: Random): number {
  const bits = random.bits()
  const cell = bits >>> 16
  const within = ((bits & 0xffff) + 0.5) / cells
  if (cell === 0) return -Math.log(within / cells)
  const from = borders[cell] as number
  return from + ((borders[cell + 1] as number) - from) * within
}
