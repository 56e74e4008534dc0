/** One entry of an initramfs. The owner is always root and all times are 1970, so the same input gives the same bytes. */
export type CpioEntry = {path: string; mode: number} & (
  | {kind: 'folder'}
  | {kind: 'file'; data: Uint8Array}
  | {kind: 'link'; target: string}
  | {kind: 'device'; major: number; minor: number}
)

/** File type bits of c_mode (cpio(5), stat(2)). */
const typeBits = {folder: 0o040000, file: 0o100000, link: 0o120000, device: 0o020000} as const
const magic = '070701'
const trailer = 'TRAILER!!!'
const headerSize = 110
/** The kernel requires concatenated archives to start at multiples of 4; cpio itself pads to 512. */
const blockSize = 512

/**
 * Writes a "newc" archive (cpio(5), kernel's Documentation/driver-api/early-userspace/buffer-format.rst). Entries are
 * sorted by path, so folders come before what they hold, and missing parent folders are added with mode 0755.
 */
export function writeCpio(entries: Iterable<CpioEntry>): Buffer {
  const byPath = new Map<string, CpioEntry>()
  for (const entry of entries) byPath.set(cleanPath(entry.path), entry)
  for (const path of [...byPath.keys()])
    for (const parent of parents(path)) if (!byPath.has(parent)) byPath.set(parent, {path: parent, kind: 'folder', mode: 0o755})
  const sorted = [...byPath].sort(([a], [b]) => (a < b ? -1 : 1))
  const parts = sorted.flatMap(([path, entry], index) => record(path, index + 1, entry))
  parts.push(...record(trailer, 0, {path: trailer, kind: 'file', mode: 0, data: new Uint8Array()}, 0))
  const whole = Buffer.concat(parts)
  return Buffer.concat([whole, Buffer.alloc(padding(whole.length, blockSize))])
}

function record(path: string, inode: number, entry: CpioEntry, mode = entry.mode | typeBits[entry.kind]): Buffer[] {
  const data = entry.kind === 'file' ? entry.data : Buffer.from(entry.kind === 'link' ? entry.target : '')
  const name = Buffer.from(`${path}\0`)
  const [major, minor] = entry.kind === 'device' ? [entry.major, entry.minor] : [0, 0]
  const links = entry.kind === 'folder' ? 2 : 1
  // c_ino, c_mode, c_uid, c_gid, c_nlink, c_mtime, c_filesize, c_devmajor, c_devminor, c_rdevmajor, c_rdevminor, c_namesize, c_check
  const fields = [inode, mode, 0, 0, links, 0, data.length, 0, 0, major, minor, name.length, 0]
  const header = Buffer.from(magic + fields.map((field) => field.toString(16).toUpperCase().padStart(8, '0')).join(''), 'latin1')
  return [header, name, Buffer.alloc(padding(headerSize + name.length, 4)), Buffer.from(data), Buffer.alloc(padding(data.length, 4))]
}

function cleanPath(path: string): string {
  const clean = path.split('/').filter((part) => part !== '' && part !== '.')
  if (clean.length === 0 || clean.includes('..') || path.includes('\0'))
    throw new RangeError(`"${path}" is not a valid name in an initramfs`)
  return clean.join('/')
}

function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

function padding(length: number, to: number): number {
  return (to - (length % to)) % to
}
