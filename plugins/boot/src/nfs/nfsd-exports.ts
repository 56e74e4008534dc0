import {createHash} from 'node:crypto'
import type {NfsExport} from './exports.ts'

/** Lines of an /etc/exports.d file for the kernel's server (exports(5)). */
export function nfsdExports(exports: readonly NfsExport[]): string {
  const lines = exports.map(({path, readOnly, clients}) => {
    // Folders on overlayfs or tmpfs have no number of their own; a v4 root without fsid could not be exported.
    const fsid = createHash('sha256').update(path).digest().readUInt32BE(0) >>> 1
    const options = `(${readOnly ? 'ro' : 'rw'},sync,no_subtree_check,no_root_squash,insecure,fsid=${fsid})`
    return `${escaped(path)} ${clients.map((client) => client + options).join(' ')}`
  })
  return `# Made by ops boot; edits are lost.\n${lines.join('\n')}\n`
}

/** Unusual characters as backslash and three octal digits (exports(5)): a blank would end the name, a # the line. */
function escaped(path: string): string {
  return [...Buffer.from(path)]
    .map((byte) => (/[\w./-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`))
    .join('')
}
