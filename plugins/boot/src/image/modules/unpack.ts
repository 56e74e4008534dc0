import {execFile} from 'node:child_process'
import {readFile} from 'node:fs/promises'
import {promisify} from 'node:util'
import {gunzip, zstdDecompress} from 'node:zlib'

const mostBytes = 512 * 1024 * 1024

/** Decompresses a file by its magic number: gzip, zstd, xz, or none. */
export async function readUnpacked(path: string): Promise<Buffer> {
  return unpack(await readFile(path), path)
}

export async function unpack(bytes: Buffer, path: string): Promise<Buffer> {
  if (bytes.length < 6) return bytes
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return promisify(gunzip)(bytes)
  if (bytes.readUInt32BE(0) === 0x28b52ffd) return promisify(zstdDecompress)(bytes)
  // Node has no xz decoder; Debian always has the program, because dpkg needs it.
  if (bytes.toString('latin1', 1, 5) === '7zXZ') {
    const {stdout} = await promisify(execFile)('xz', ['-dc', '--', path], {encoding: 'buffer', maxBuffer: mostBytes})
    return stdout
  }
  return bytes
}
