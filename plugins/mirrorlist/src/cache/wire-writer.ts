/** Writes the wire format of Protocol Buffers into one growing buffer. */
export class WireWriter {
  #bytes: Buffer
  #length = 0

  constructor(capacity = 256) {
    this.#bytes = Buffer.allocUnsafe(capacity)
  }

  number(field: number, value: number): void {
    this.#varint(field * 8)
    this.#varint(value)
  }

  text(field: number, value: string): void {
    const length = Buffer.byteLength(value)
    this.#varint(field * 8 + 2)
    this.#varint(length)
    this.#room(length)
    this.#length += this.#bytes.write(value, this.#length)
  }

  message(field: number, write: (writer: WireWriter) => void): void {
    const inner = new WireWriter()
    write(inner)
    const bytes = inner.finish()
    this.#varint(field * 8 + 2)
    this.#varint(bytes.length)
    this.#room(bytes.length)
    bytes.copy(this.#bytes, this.#length)
    this.#length += bytes.length
  }

  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  #varint(value: number): void {
    this.#room(10)
    let rest = value
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  #room(length: number): void {
    if (this.#length + length <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + length))
    this.#bytes.copy(grown, 0, 0, this.#length)
    this.#bytes = grown
  }
}
