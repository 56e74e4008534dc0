/**
 * The plugs' autokey XOR over bytes: the key starts at 171 and each ciphertext byte is the key of the next.
 * It hides nothing and signs nothing: anyone on the network can switch such a plug.
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
