import {findProgram} from '@ops/core/process'
import type {DaemonListener} from '@ops/core/daemon'
import {execFile} from 'node:child_process'
import {access, mkdir, unlink, writeFile} from 'node:fs/promises'
import {dirname} from 'node:path'
import {promisify} from 'node:util'
import {errors} from '../errors.ts'
import type {BootServer} from '../serve/boot-server.ts'
import {checkedExports} from './ganesha-child.ts'
import {nfsdExports} from './nfsd-exports.ts'

const run = promisify(execFile)

/** The kernel's own NFS server: the exports stand in a file of their own for as long as the daemon runs. */
export async function nfsdListener(
  server: BootServer,
  {server: address, exportsFile = '/etc/exports.d/ops-boot.exports'}: {server: string; exportsFile?: string},
): Promise<DaemonListener> {
  const exportfs = findProgram('exportfs')
  if (exportfs === undefined) throw errors.BOOT_NO_EXPORTFS({})
  // Only a kernel with a running server has this file (proc_fs_nfsd).
  await access('/proc/fs/nfsd/versions').catch((cause) => {
    throw errors.BOOT_NO_NFSD({cause})
  })
  const exports = await checkedExports(server, address)
  const withdraw = async () => {
    await unlink(exportsFile).catch(() => {})
    await run(exportfs, ['-ra'], {timeout: 10_000}).catch(() => {})
  }
  return {
    name: 'nfs',
    async start() {
      // exports(5) names the folder; not every distribution makes it.
      await mkdir(dirname(exportsFile), {recursive: true})
      await writeFile(exportsFile, nfsdExports(exports))
      await run(exportfs, ['-ra'], {timeout: 10_000}).catch(async (cause: {stderr?: string}) => {
        await withdraw()
        throw errors.BOOT_EXPORTFS({cause}, lastLine(cause.stderr ?? String(cause)))
      })
      return `${address} (kernel)`
    },
    drain: withdraw,
    close: withdraw,
  }
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').replace(/^exportfs: /, '')
}
