import {findProgram} from '@ops/core/process'
import type {DaemonListener} from '@ops/core/daemon'
import {lastLine} from '@ops/core/text'
import {execFile} from 'node:child_process'
import {access, unlink, writeFile} from 'node:fs/promises'
import {dirname} from 'node:path'
import {promisify} from 'node:util'
import {nfsErrors} from '../errors/nfs-errors.ts'
import type {RunningServer} from '../state/running-server.ts'
import {checkedExports} from './ganesha-child.ts'
import {createHash} from 'node:crypto'
import {makeFolder} from '@ops/core/files'
import type {NfsExport} from './exports.ts'

const run = promisify(execFile)

/** The kernel's NFS server: the exports are in a file of their own while the daemon runs. */
export async function nfsdListener(
  server: RunningServer,
  {server: address, exportsFile = '/etc/exports.d/ops-boot.exports'}: {server: string; exportsFile?: string},
): Promise<DaemonListener> {
  const exportfs = findProgram('exportfs')
  if (exportfs === undefined) throw nfsErrors.BOOT_NO_EXPORTFS({})
  // This file exists only while the kernel's server runs (proc_fs_nfsd).
  await access('/proc/fs/nfsd/versions').catch((cause) => {
    throw nfsErrors.BOOT_NO_NFSD({cause})
  })
  const exports = await checkedExports(server, address)
  const withdraw = async () => {
    await unlink(exportsFile).catch(() => {})
    await run(exportfs, ['-ra'], {timeout: 10_000}).catch(() => {})
  }
  return {
    name: 'nfs',
    async start() {
      // The folder of exports(5) is missing in some distributions.
      await makeFolder(dirname(exportsFile))
      await writeFile(exportsFile, nfsdExports(exports))
      await run(exportfs, ['-ra'], {timeout: 10_000}).catch(async (cause: {stderr?: string}) => {
        await withdraw()
        throw nfsErrors.BOOT_EXPORTFS({cause}, lastLine(cause.stderr ?? String(cause)).replace(/^exportfs: /, ''))
      })
      return `${address} (kernel)`
    },
    drain: withdraw,
    close: withdraw,
  }
}

/** Lines of an /etc/exports.d file for the kernel's server (exports(5)). */
export function nfsdExports(exports: readonly NfsExport[]): string {
  const lines = exports.map(({path, readOnly, clients}) => {
    // overlayfs and tmpfs have no file system id, and a v4 root without fsid cannot be exported.
    const fsid = createHash('sha256').update(path).digest().readUInt32BE(0) >>> 1
    const options = `(${readOnly ? 'ro' : 'rw'},sync,no_subtree_check,no_root_squash,insecure,fsid=${fsid})`
    return `${escaped(path)} ${clients.map((client) => client + options).join(' ')}`
  })
  return `# Made by ops boot; edits are lost.\n${lines.join('\n')}\n`
}

/** Escapes unusual characters as backslash and three octal digits (exports(5)): a blank would end the name, a # the line. */
function escaped(path: string): string {
  return [...Buffer.from(path)]
    .map((byte) => (/[\w./-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`))
    .join('')
}
