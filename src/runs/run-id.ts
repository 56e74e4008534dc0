import {randomInt} from 'node:crypto'

// Without 0, 1, l and o: ids are read aloud and typed again.
const letters = '23456789abcdefghijkmnpqrstuvwxyz'

/** Sorts by time (UTC) and is short enough to type: `20261121-1306-k3f9`. */
export function newRunId(nowMs: number, random: (below: number) => number = randomInt): string {
  const [, date = '', time = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(new Date(nowMs).toISOString()) ?? []
  const tail = Array.from({length: 4}, () => letters[random(letters.length)]).join('')
  return `${date.replaceAll('-', '')}-${time.replace(':', '')}-${tail}`
}
