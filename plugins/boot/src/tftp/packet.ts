/** Opcodes of RFC 1350 section 5 and RFC 2347. */
const op = {rrq: 1, wrq: 2, data: 3, ack: 4, error: 5, oack: 6} as const

/** Error codes of RFC 1350 appendix I and RFC 2347. */
export const tftpErrors = {
  undefined: 0,
  notFound: 1,
  access: 2,
  full: 3,
  illegal: 4,
  unknownTid: 5,
  exists: 6,
  noUser: 7,
  option: 8,
} as const

export interface Option {
  /** In the client's spelling, because the client may compare the answer literally. Compare in lower case. */
  name: string
  value: string
}

export interface Request {
  kind: 'rrq' | 'wrq'
  file: string
  /** In lower case: `octet`, `netascii`, `mail`. */
  mode: string
  options: Option[]
}

export type Packet =
  | Request
  | {kind: 'data'; block: number; data: Buffer}
  | {kind: 'ack'; block: number}
  | {kind: 'error'; code: number; message: string}
  | {kind: 'oack'; options: Option[]}
  | {kind: 'malformed'; reason: string}

/** Decodes any datagram; one that is not TFTP is `malformed`, never an exception. */
export function decodePacket(bytes: Buffer): Packet {
  if (bytes.length < 4) return {kind: 'malformed', reason: `${bytes.length} bytes are no TFTP packet`}
  const opcode = bytes.readUInt16BE(0)
  switch (opcode) {
    case op.rrq:
    case op.wrq:
      return decodeRequest(opcode === op.rrq ? 'rrq' : 'wrq', bytes)
    case op.data:
      return {kind: 'data', block: bytes.readUInt16BE(2), data: bytes.subarray(4)}
    case op.ack:
      return {kind: 'ack', block: bytes.readUInt16BE(2)}
    case op.error:
      return {kind: 'error', code: bytes.readUInt16BE(2), message: strings(bytes, 4)[0] ?? ''}
    case op.oack:
      return {kind: 'oack', options: pairs(strings(bytes, 2))}
    default:
      return {kind: 'malformed', reason: `opcode ${opcode}`}
  }
}

/** Characters; PATH_MAX of Linux. A datagram could hold 16 times as much, and names are kept in memory. */
const longestName = 4096

function decodeRequest(kind: 'rrq' | 'wrq', bytes: Buffer): Packet {
  const [file = '', mode = '', ...rest] = strings(bytes, 2)
  if (file === '' || mode === '') return {kind: 'malformed', reason: 'a request without name or mode'}
  if (file.length > longestName) return {kind: 'malformed', reason: 'a name that no file can have'}
  return {kind, file, mode: mode.toLowerCase(), options: pairs(rest)}
}

/** The NUL-terminated strings from `start`; the last terminator may be missing. */
function strings(bytes: Buffer, start: number): string[] {
  const found: string[] = []
  for (let at = start; at < bytes.length; ) {
    const end = bytes.indexOf(0, at)
    const stop = end === -1 ? bytes.length : end
    found.push(bytes.toString('utf8', at, stop))
    at = stop + 1
  }
  return found
}

/** Names with values; a trailing name without value and the padding NULs of some switches are dropped. */
function pairs(list: readonly string[]): Option[] {
  const options: Option[] = []
  for (let at = 0; at + 1 < list.length; at += 2) {
    const [name, value] = [list[at] ?? '', list[at + 1] ?? '']
    if (name !== '') options.push({name, value})
  }
  return options
}

export function encodeRequest({kind, file, mode, options}: Request): Buffer {
  return withStrings(kind === 'rrq' ? op.rrq : op.wrq, [file, mode, ...options.flatMap(({name, value}) => [name, value])])
}

export function encodeOack(options: readonly Option[]): Buffer {
  return withStrings(
    op.oack,
    options.flatMap(({name, value}) => [name, value]),
  )
}

export function encodeAck(block: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt16BE(op.ack, 0)
  bytes.writeUInt16BE(block & 0xffff, 2)
  return bytes
}

/** Writes the four bytes before the data of block `block` to the start of `packet`; counts roll over to 0. */
export function writeDataHeader(packet: Buffer, block: number): void {
  packet[0] = 0
  packet[1] = op.data
  packet[2] = (block >>> 8) & 0xff
  packet[3] = block & 0xff
}

export function encodeError(code: number, message: string): Buffer {
  const head = Buffer.allocUnsafe(4)
  head.writeUInt16BE(op.error, 0)
  head.writeUInt16BE(code, 2)
  return Buffer.concat([head, Buffer.from(`${message}\0`)])
}

function withStrings(opcode: number, list: readonly string[]): Buffer {
  const head = Buffer.allocUnsafe(2)
  head.writeUInt16BE(opcode, 0)
  return Buffer.concat([head, Buffer.from(list.map((text) => `${text}\0`).join(''))])
}
