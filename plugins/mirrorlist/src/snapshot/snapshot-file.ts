import {createHash} from 'node:crypto'
import {errors} from '../errors/inputs.ts'
import {type Arrays, layout, type SectionName, type Sections} from './layout.ts'
import {type LazyTexts, lazyTexts} from './lazy-texts.ts'

/** The header of a snapshot, readable without its sections. */
export interface SnapshotInfo {
  /** Grows with each one made from the same source. */
  generation: number
  /** Unix seconds when the data were made, by `time=` and the publisher. */
  time: number
}

interface Header extends SnapshotInfo {
  sections: Record<string, {offset: number; bytes: number; count: number}>
}

/** Changes with `layout`: a server must not guess at another version's arrays. */
const magic = Buffer.from('OPSMLS01')
const digestBytes = 32
const align = 8

const constructors = {u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array, f64: Float64Array} as const

/** The whole file: magic, length of the header, header (JSON), sections, and SHA-256 of all that. Little-endian. */
export function encodeSnapshot(sections: Sections, info: SnapshotInfo): {bytes: Buffer; digest: string} {
  const header: Header = {...info, sections: {}}
  const parts: Uint8Array[] = []
  let offset = 0
  for (const name of Object.keys(layout) as SectionName[]) {
    const value = sections[name]
    const part = ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : encodeTexts(value)
    header.sections[name] = {offset, bytes: part.length, count: value.length}
    const padding = (align - (part.length % align)) % align
    parts.push(part, new Uint8Array(padding))
    offset += part.length + padding
  }
  const json = Buffer.from(JSON.stringify(header))
  const padded = Buffer.concat([json, Buffer.alloc((align - ((json.length + 4) % align)) % align, ' ')])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(padded.length)
  const hasher = createHash('sha256')
  const body = [magic, length, padded, ...parts]
  for (const part of body) hasher.update(part)
  const digest = hasher.digest()
  return {bytes: Buffer.concat([...body, digest]), digest: digest.toString('hex')}
}

/** Offsets of all texts (count + 1 of them), then their UTF-8. */
function encodeTexts(given: readonly string[]): Uint8Array {
  // Halves of a surrogate pair, one at the end of a text and one at the start of the next, would become one letter.
  const texts = given.map((text) => text.toWellFormed())
  const starts = new Uint32Array(texts.length + 1)
  const bytes = Buffer.from(texts.join(''))
  let at = 0
  texts.forEach((text, index) => {
    starts[index] = at
    at += Buffer.byteLength(text)
  })
  starts[texts.length] = at
  return Buffer.concat([Buffer.from(starts.buffer), bytes])
}

/** Views on the bytes, which are not copied. Texts are decoded when they are asked for. */
export type Views = {[N in SectionName]: Sections[N] extends Arrays[keyof Arrays] ? Sections[N] : LazyTexts}

/** Throws MIRRORLIST_SNAPSHOT_BAD. `verify` also compares the digest, for files that were fetched or stored. */
export function decodeSnapshot(bytes: Buffer, file: string, verify: boolean): {views: Views; info: SnapshotInfo; digest: string} {
  const bad = (why: string, cause?: unknown) => errors.MIRRORLIST_SNAPSHOT_BAD({cause}, file, why)
  if (bytes.length < magic.length + 4 + digestBytes) throw bad('it is too short')
  if (!bytes.subarray(0, magic.length).equals(magic)) throw bad('it was not made by this version of ops mirrorlist build')
  const end = bytes.length - digestBytes
  const digest = bytes.subarray(end)
  if (verify && !createHash('sha256').update(bytes.subarray(0, end)).digest().equals(digest)) throw bad('its digest does not match')
  const start = magic.length + 4 + bytes.readUInt32LE(magic.length)
  const header = readHeader(bytes, start, bad)
  // Views on Float64 need 8-byte alignment in memory too; a pooled Buffer may lack it.
  const aligned = bytes.byteOffset % align === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer)
  const views: Record<string, unknown> = {}
  for (const name of Object.keys(layout) as SectionName[]) {
    const section = header.sections[name]
    const type = layout[name]
    if (section === undefined || section.offset % align !== 0 || start + section.offset + section.bytes > end)
      throw bad(`section ${name} is not whole`)
    const at = aligned.byteOffset + start + section.offset
    if (type === 'text') views[name] = lazyTexts(aligned.buffer as ArrayBuffer, at, section.bytes, section.count)
    else views[name] = new constructors[type](aligned.buffer as ArrayBuffer, at, section.count)
  }
  return {views: views as unknown as Views, info: {generation: header.generation, time: header.time}, digest: digest.toString('hex')}
}

function readHeader(bytes: Buffer, end: number, bad: (why: string, cause?: unknown) => Error): Header {
  if (end > bytes.length) throw bad('its header is cut off')
  try {
    return JSON.parse(bytes.toString('utf8', magic.length + 4, end)) as Header
  } catch (cause) {
    throw bad('its header is not JSON', cause)
  }
}
