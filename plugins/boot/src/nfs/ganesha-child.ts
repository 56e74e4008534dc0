import type {DaemonListener} from '@ops/core/daemon'
import {findProgram, type Supervised, supervise} from '@ops/core/process'
import type {Clock} from '@ops/core/time'
import {mkdir, stat, writeFile} from 'node:fs/promises'
import {connect} from 'node:net'
import {join} from 'node:path'
import {nfsErrors} from '../errors/nfs-errors.ts'
import {serveErrors} from '../errors/serve-errors.ts'
import type {RunningServer} from '../state/running-server.ts'
import {nfsExports, type NfsExport} from './exports.ts'
import {ganeshaConfig} from './ganesha-config.ts'

export interface NfsOptions {
  /** Address that machines mount from. */
  server: string
  port: number
  /** Folder for configuration and state. */
  folder: string
}

/** mountd's usual port. */
const mountPort = 20_048

/** nfs-ganesha as a part of the daemon: NFS roots without the kernel's server. */
export async function ganeshaListener(
  server: RunningServer,
  {server: address, port, folder}: NfsOptions,
  clock: Clock,
): Promise<DaemonListener> {
  const program = findProgram('ganesha.nfsd')
  if (program === undefined) throw nfsErrors.BOOT_NO_GANESHA({})
  const exports = await checkedExports(server, address)
  const broken = Promise.withResolvers<Error>()
  let child: Supervised | undefined
  const stop = async () => {
    await child?.stop()
  }
  return {
    name: 'nfs',
    broken: broken.promise,
    async start(_inherited, signal) {
      // Somebody else's server there would pass for a ganesha that is ready.
      if (await takesConnections(address, port)) throw serveErrors.BOOT_PORT_TAKEN({}, 'NFS', address, port)
      const config = join(folder, 'ganesha.conf')
      const state = join(folder, 'ganesha')
      await mkdir(join(state, 'v4recov'), {recursive: true, mode: 0o700})
      await writeFile(config, ganeshaConfig(exports, {port, mountPort, state, bind: address}))
      let starts = 0
      let complaint = ''
      const tell = (line: string) => server.hub.emit({event: 'child', program: 'ganesha', line})
      const onLine = (line: string) => {
        if (isStart(line) && ++starts > 1) tell('it had ended by itself and was started again')
        // What it says of D-Bus and Kerberos at every start is harmless.
        if (!/:(CRIT|MAJ|FATAL) :/.test(line) || /dbus|krb|gss|credentials for principal/i.test(line)) return
        complaint = line
        tell(line)
      }
      const argv = [program, '-F', '-f', config, '-p', join(folder, 'ganesha.pid'), '-L', 'STDERR', '-N', 'NIV_EVENT']
      child = await supervise(
        {argv, readiness: {line: isStart}, readyMs: 30_000, restart: {max: 5, backoffMs: 1000}, onLine},
        {clock, signal},
      ).catch((cause: Error) => {
        signal.throwIfAborted()
        throw nfsErrors.BOOT_GANESHA({cause}, wordsOf(complaint) || cause.message)
      })
      void child.broken.then(broken.resolve)
      return `${address}:${port}`
    },
    drain: stop,
    close: stop,
  }
}

/** It waits for its clients' return by then, or not at all (Graceless). */
const isStart = (line: string) => line.includes('NFS SERVER INITIALIZED')

/** Its words alone: `date : epoch … : host : program-pid[thread] function :COMPONENT :LEVEL :words`. */
function wordsOf(line: string): string {
  return line.replace(/^.*:(?:CRIT|MAJ|FATAL) :/, '').replace(/\.$/, '')
}

function takesConnections(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({host, port})
    const tell = (does: boolean) => {
      socket.destroy()
      resolve(does)
    }
    socket.once('connect', () => tell(true))
    socket.once('error', () => tell(false))
  })
}

/** The exports, with every folder there. */
export async function checkedExports(server: RunningServer, address: string): Promise<NfsExport[]> {
  const exports = nfsExports(server.plan.machines, address, server.allow)
  if (exports.length === 0) throw nfsErrors.BOOT_NO_EXPORTS({}, address)
  for (const {path, hosts} of exports) {
    const isFolder = await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    )
    if (!isFolder) throw nfsErrors.BOOT_NO_NFS_ROOT({}, path, hosts.join(', '))
  }
  return exports
}
