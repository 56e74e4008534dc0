import {keyErrors} from '../errors/key-errors.ts'

export interface PublicKey {
  type: string
  /** Base64 of the key itself: what makes it this key. */
  blob: string
  comment: string
}

const accepted = new Set([
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
])
const fewestRsaBits = 2048

/** Parses a `.pub` file; refuses private keys (first of all), DSA, short RSA keys and certificates. */
export function parsePublicKeys(text: string, file: string): PublicKey[] {
  if (/PRIVATE KEY/.test(text) || text.startsWith('PuTTY-User-Key-File')) throw keyErrors.PHONE_KEY_PRIVATE({}, file)
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'))
  if (lines.length === 0) throw keyErrors.PHONE_KEY_BAD({}, file, 'it is empty')
  return lines.map((line) => parseLine(line, file))
}

function parseLine(line: string, file: string): PublicKey {
  const [type = '', blob = '', ...comment] = line.trim().split(/[ \t]+/)
  if (type === 'ssh-dss') throw keyErrors.PHONE_KEY_WEAK({}, file, 'DSA keys are no longer safe')
  if (!accepted.has(type)) throw keyErrors.PHONE_KEY_BAD({}, file, `ops does not install keys of type "${printable(type).slice(0, 40)}"`)
  const bytes = Buffer.from(blob, 'base64')
  if (bytes.toString('base64') !== blob) throw keyErrors.PHONE_KEY_BAD({}, file, 'its second word is not base64')
  const fields = readFields(bytes)
  if (fields[0]?.toString('latin1') !== type) throw keyErrors.PHONE_KEY_BAD({}, file, `the key inside is not of type ${type}`)
  if (type === 'ssh-rsa') {
    const bits = modulusBits(fields[2] ?? Buffer.alloc(0))
    if (bits < fewestRsaBits)
      throw keyErrors.PHONE_KEY_WEAK({}, file, `an RSA key of ${bits} bits is too short (at least ${fewestRsaBits})`)
  }
  return {type, blob, comment: printable(comment.join(' '))}
}

/** RFC 4253, section 6.6: each field is a length and that many bytes. */
function readFields(bytes: Buffer): Buffer[] {
  const fields: Buffer[] = []
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at)
    if (end > bytes.length) break
    fields.push(bytes.subarray(at + 4, end))
    at = end
  }
  return fields
}

function modulusBits(modulus: Buffer): number {
  const from = modulus[0] === 0 ? 1 : 0
  const top = modulus[from]
  return top === undefined ? 0 : (modulus.length - from - 1) * 8 + (32 - Math.clz32(top))
}

/** Without control characters, which could do harm in a file or on a terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are removed.
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '')
}
