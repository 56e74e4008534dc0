/** A truncated or foreign file; the caller adds the file's name. */
export class WireError extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** Protocol Buffers wire types (protobuf.dev, "Encoding"). */
export const wire = {varint: 0, fixed64: 1, bytes: 2, fixed32: 5} as const

/** A cursor over the wire format of Protocol Buffers. Messages are read in place, nothing is copied but text. */
export class WireReader {
  readonly #bytes: Buffer
  position: number
  readonly end: number
  /** Of the field whose tag was read last. */
  field = 0
  type = 0

  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.#bytes = bytes
    this.position = start
    this.end = end
  }

  /** Reads the next tag; false at the end of the message. */
  next(): boolean {
    if (this.position >= this.end) return false
    const tag = this.varint()
    this.field = Math.floor(tag / 8)
    this.type = tag % 8
    if (this.field === 0) throw new WireError('field number 0', this.position)
    return true
  }

  /** An unsigned or two's complement varint; more than 2^53 away from 0 it is no number of ours. */
  varint(): number {
    let value = 0
    let scale = 1
    for (let count = 0; count < 10; count++) {
      if (this.position >= this.end) throw new WireError('the file ends within a number', this.position)
      const byte = this.#bytes[this.position++] as number
      value += (byte & 0x7f) * scale
      if (byte < 0x80) {
        // A negative int64 is 2^64 - n: ten bytes.
        if (count === 9) return -1
        if (!Number.isSafeInteger(value)) throw new WireError('a number beyond 2^53', this.position)
        return value
      }
      scale *= 128
    }
    throw new WireError('a number of more than ten bytes', this.position)
  }

  /** A reader over the length-delimited field at the cursor, which moves behind it. */
  message(): WireReader {
    const start = this.#span()
    return new WireReader(this.#bytes, start, this.position)
  }

  text(): string {
    const start = this.#span()
    return this.#bytes.toString('utf8', start, this.position)
  }

  /** One number, or all of a packed list, each given to `take`. */
  numbers(take: (value: number) => void): void {
    if (this.type === wire.varint) {
      take(this.varint())
      return
    }
    const packed = this.message()
    while (packed.position < packed.end) take(packed.varint())
  }

  skip(): void {
    if (this.type === wire.varint) this.varint()
    else if (this.type === wire.bytes) this.#span()
    else if (this.type === wire.fixed64) this.#move(8)
    else if (this.type === wire.fixed32) this.#move(4)
    else throw new WireError(`wire type ${this.type}`, this.position)
  }

  #span(): number {
    if (this.type !== wire.bytes) throw new WireError(`field ${this.field} has wire type ${this.type}`, this.position)
    const length = this.varint()
    const start = this.position
    this.#move(length)
    return start
  }

  #move(length: number): void {
    if (length < 0 || length > this.end - this.position) throw new WireError('the file ends within a field', this.position)
    this.position += length
  }
}
