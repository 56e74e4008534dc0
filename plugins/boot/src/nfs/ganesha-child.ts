import {withoutStop} from '@ops/core/text'
import type {DaemonListener} from '@ops/core/daemon'
import {formatHostPort} from '@ops/core/net'
import {findProgram, type Supervised, supervise} from '@ops/core/process'
import type {Clock} from '@ops/core/time'
import {stat, writeFile} from 'node:fs/promises'
import {connect} from 'node:net'
import {join} from 'node:path'
import {makeFolder} from '@ops/core/files'
import {untrusted} from '@ops/core/untrusted'
import {nfsErrors} from '../errors/nfs-errors.ts'
import {serveErrors} from '../errors/serve-errors.ts'
import type {RunningServer} from '../state/running-server.ts'
import {nfsExports, type NfsExport} from './exports.ts'
import {ganeshaConfig} from './ganesha-config.ts'

export interface NfsOptions {
  /** Address of the NFS server as the machines use it. */
  server: string
  port: number
  /** Folder for configuration and state. */
  folder: string
}

/** mountd's usual port. */
const mountPort = 20_048

/** Runs nfs-ganesha, a user-space NFS server, as a child of the daemon. */
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
      // Another server on that port would be mistaken for a ready ganesha.
      if (await acceptsConnections(address, port)) throw serveErrors.BOOT_PORT_TAKEN({}, 'NFS', address, port)
      const config = join(folder, 'ganesha.conf')
      const state = join(folder, 'ganesha')
      await makeFolder(join(state, 'v4recov'), {mode: 0o700})
      await writeFile(config, ganeshaConfig(exports, {port, mountPort, state, bind: address}))
      let starts = 0
      let complaint = ''
      const report = (line: string) => server.hub.emit({event: 'child', program: 'ganesha', line: untrusted(line)})
      const onLine = (line: string) => {
        if (isStart(line) && ++starts > 1) report('nfs-ganesha ended unexpectedly and was restarted')
        // Its messages about D-Bus and Kerberos at each start are harmless.
        if (!/:(CRIT|MAJ|FATAL) :/.test(line) || /dbus|krb|gss|credentials for principal/i.test(line)) return
        complaint = line
        report(line)
      }
      const argv = [program, '-F', '-f', config, '-p', join(folder, 'ganesha.pid'), '-L', 'STDERR', '-N', 'NIV_EVENT']
      child = await supervise(
        {argv, readiness: {line: isStart}, readyMs: 30_000, restart: {max: 5, backoffMs: 1000}, onLine},
        {clock, signal},
      ).catch((cause: Error) => {
        signal.throwIfAborted()
        throw nfsErrors.BOOT_GANESHA({cause}, messageOf(complaint) || cause.message)
      })
      void child.broken.then(broken.resolve)
      return formatHostPort(address, port)
    },
    drain: stop,
    close: stop,
  }
}

/** Printed when the server accepts clients; the configuration is Graceless. */
const isStart = (line: string) => line.includes('NFS SERVER INITIALIZED')

/** The message of a log line: `date : epoch … : host : program-pid[thread] function :COMPONENT :LEVEL :message`. */
function messageOf(line: string): string {
  return withoutStop(line.replace(/^.*:(?:CRIT|MAJ|FATAL) :/, ''))
}

function acceptsConnections(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({host, port})
    const finish = (accepts: boolean) => {
      socket.destroy()
      resolve(accepts)
    }
    socket.once('connect', () => finish(true))
    socket.once('error', () => finish(false))
  })
}

/** The exports; throws when there are none, or a folder is missing. */
export async function checkedExports(server: RunningServer, address: string): Promise<NfsExport[]> {
  const exports = nfsExports(server.plan.machines, address, server.allow)
  if (exports.length === 0) throw nfsErrors.BOOT_NO_EXPORTS({}, address)
  for (const {path, hosts} of exports) {
    const isFolder = await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    )
    if (!isFolder) throw nfsErrors.BOOT_NO_NFS_ROOT({}, path, hosts)
  }
  return exports
}
