/** Bytes of the length in front of every TCP frame, big-endian; UDP has none. */
const prefixBytes = 4

/** More than any plug builds (16 KiB by what python-kasa assumes): a longer frame is not one of theirs. */
export const maxFrameBytes = 65_536

/** The stream is not one of frames: truncated, too long. What was asked may have been done all the same. */
export class FrameError extends Error {
  override readonly name = 'FrameError'
}

/** A message as it goes over TCP. The length counts bytes of UTF-8, not characters. */
export function encodeFrame(text: string): Buffer {
  const body = encrypt(Buffer.from(text, 'utf8'))
  const prefix = Buffer.alloc(prefixBytes)
  prefix.writeUInt32BE(body.length)
  return Buffer.concat([prefix, body])
}

/** Cuts a TCP stream into messages, however it was split or joined on the way. */
export class FrameReader {
  #pending = Buffer.alloc(0)

  /** Messages that are complete now. */
  push(bytes: Uint8Array): string[] {
    this.#pending = Buffer.concat([this.#pending, bytes])
    const messages: string[] = []
    for (;;) {
      if (this.#pending.length < prefixBytes) return messages
      const length = this.#pending.readUInt32BE(0)
      if (length > maxFrameBytes) throw new FrameError(`announced ${length} bytes, more than ${maxFrameBytes}`)
      const end = prefixBytes + length
      if (this.#pending.length < end) return messages
      messages.push(decrypt(this.#pending.subarray(prefixBytes, end)).toString('utf8'))
      this.#pending = this.#pending.subarray(end)
    }
  }

  /** To be called when the peer closed: throws when a frame was cut. */
  end(): void {
    const got = this.#pending.length
    if (got === 0) return
    const of = got < prefixBytes ? `the ${prefixBytes} bytes of a length` : `${prefixBytes + this.#pending.readUInt32BE(0)} bytes`
    throw new FrameError(`closed after ${got} of ${of}`)
  }
}

/**
 * The plugs' autokey XOR over bytes: the key starts at 171 and each ciphertext byte is the key of the next.
 * It neither hides nor signs anything: anyone on the network can switch such a plug.
 */
const firstKey = 171

export function encrypt(plain: Uint8Array): Buffer {
  const cipher = Buffer.allocUnsafe(plain.length)
  let key = firstKey
  for (const [at, byte] of plain.entries()) {
    key ^= byte
    cipher[at] = key
  }
  return cipher
}

export function decrypt(cipher: Uint8Array): Buffer {
  const plain = Buffer.allocUnsafe(cipher.length)
  let key = firstKey
  for (const [at, byte] of cipher.entries()) {
    plain[at] = byte ^ key
    key = byte
  }
  return plain
}
