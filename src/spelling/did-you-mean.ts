/** Letters to put in, leave out, replace or swap with the next one, to make one text of the other (optimal string alignment). */
export function editDistance(from: string, to: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({length: to.length + 1}, (_, at) => at)]
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      let least = Math.min((row[j - 1] as number) + (same ? 0 : 1), (row[j] as number) + 1, (next[j - 1] as number) + 1)
      if (!same && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) least = Math.min(least, (before[j - 2] as number) + 1)
      next.push(least)
    }
    ;[before, row] = [row, next]
  }
  return row[to.length] as number
}

/**
 * The name that was probably meant, or undefined. Upper case counts as lower case. One letter may differ, two from six letters
 * on, three from twelve; but nobody misses the first letter and another one.
 */
export function nearestName(typed: string, names: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase()
  let best: {name: string; distance: number} | undefined
  for (const name of names) {
    const most = Math.min(mostEdits(Math.max(name.length, wanted.length)), (best?.distance ?? 4) - 1)
    if (Math.abs(name.length - wanted.length) > most || wanted.length < 2) continue
    const lower = name.toLowerCase()
    const distance = editDistance(wanted, lower)
    if (distance > most || isOtherNumber(wanted, name)) continue
    if (distance < 2 || wanted[0] === lower[0]) best = {name, distance}
  }
  return best?.name
}

function mostEdits(letters: number): number {
  if (letters < 6) return letters < 3 ? 0 : 1
  return letters < 12 ? 2 : 3
}

/** `nearestName` for the first wrong names of a file: one with more of them has another mistake, and each costs a look at all names. */
export function fewNearestNames(names: () => Iterable<string>, most = 200): (typed: string) => string | undefined {
  let asked = 0
  return (typed) => (asked++ < most ? nearestName(typed, names()) : undefined)
}

/** `Did you mean "address"?`, or undefined when no name is near. */
export function didYouMean(typed: string, names: Iterable<string>): string | undefined {
  const name = nearestName(typed, names)
  return name === undefined ? undefined : `Did you mean "${name}"?`
}

/** `node17` is no misspelling of `node16`, but another machine. */
function isOtherNumber(one: string, other: string): boolean {
  const letters = (text: string) => text.replace(/\d+/g, '')
  const digits = (text: string) => text.replace(/\D+/g, '')
  return digits(one) !== '' && digits(other) !== '' && digits(one) !== digits(other) && letters(one) === letters(other.toLowerCase())
}
