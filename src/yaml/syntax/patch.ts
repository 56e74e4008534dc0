/** Characters to take out of a text and to put in their place. */
export interface Edit {
  at: number
  drop: number
  put: string
}

/** A text as it is read on, and where each of its characters stood before the edits. */
export class Patch {
  text: string
  readonly #batches: {edits: Edit[]; starts: number[]}[] = []

  constructor(text: string) {
    this.text = text
  }

  /** Edits of the text as it is now, in the order of their places, none over another. */
  apply(edits: Edit[]): void {
    const parts: string[] = []
    const starts: number[] = []
    let [from, shift] = [0, 0]
    for (const {at, drop, put} of edits) {
      parts.push(this.text.slice(from, at), put)
      starts.push(at + shift)
      from = at + drop
      shift += put.length - drop
    }
    this.text = parts.join('') + this.text.slice(from)
    this.#batches.push({edits, starts})
  }

  /** The offset in the first text of an offset in the edited one. */
  original(offset: number): number {
    return this.#batches.reduceRight((at, {edits, starts}) => {
      const index = lastUpTo(starts, at)
      const [edit, start = 0] = [edits[index], starts[index]]
      if (edit === undefined) return at
      const inside = at - start
      return inside < edit.put.length ? edit.at + Math.min(inside, edit.drop) : edit.at + edit.drop + inside - edit.put.length
    }, offset)
  }
}

/** Index of the last of the sorted numbers that is not above `value`; -1 if there is none. */
export function lastUpTo(sorted: readonly number[], value: number): number {
  let [low, high] = [-1, sorted.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((sorted[middle] as number) <= value) low = middle
    else high = middle - 1
  }
  return low
}
