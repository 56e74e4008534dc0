import {randomInt} from 'node:crypto'
import {availableParallelism} from 'node:os'

export function workersOf(given: number | undefined): number {
  return given ?? availableParallelism()
}

export function seedOf(given: number | undefined): number {
  return given ?? randomInt(2 ** 48 - 1)
}
