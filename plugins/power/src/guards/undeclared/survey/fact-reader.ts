import {type Untrusted, untrusted} from '@ops/core/untrusted'

/** Reads the fields of one line of a survey, in order. A field of another form throws and names the line. */
export class FactReader {
  readonly kind: string
  readonly #fields: string[]
  readonly #line: number
  readonly #start: string

  constructor(text: string, line: number) {
    const [kind = '', ...fields] = text.split('\t')
    this.kind = kind
    this.#fields = fields
    this.#line = line
    this.#start = text.slice(0, 60).replaceAll('\t', ' ')
  }

  more(): boolean {
    return this.#fields.length > 0
  }

  /** A field that the host may not know: '' when it is empty or left out at the end. */
  optional(): Untrusted {
    return untrusted(this.#next())
  }

  text(): Untrusted {
    const field = this.#next()
    return field === '' ? this.fail('lacks a field') : untrusted(field)
  }

  /** One of these words. */
  word<W extends string>(...words: readonly W[]): W {
    const field = this.#next()
    return words.find((word) => word === field) ?? this.fail(`has a field that is not ${words.join(' or ')}`)
  }

  /** A decimal number, not negative. */
  number(): number {
    const field = this.#next()
    return /^\d{1,15}$/.test(field) ? Number(field) : this.fail('has a field that is not a number')
  }

  /** Seconds with a fraction, negative too; undefined when it is empty. */
  seconds(): number | undefined {
    const field = this.#next()
    if (field === '') return undefined
    return /^-?\d{1,12}(\.\d+)?$/.test(field) ? Number(field) : this.fail('has a field that is not a time in seconds')
  }

  end(): void {
    if (this.more()) this.fail('has a field more than ops knows')
  }

  #next(): string {
    return this.#fields.shift() ?? ''
  }

  fail(what: string): never {
    throw new Error(`line ${this.#line} of the survey (${JSON.stringify(this.#start)}) ${what}`)
  }
}
