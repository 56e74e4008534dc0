import type {DaemonListener} from '@ops/core/daemon'
import type {RunningServer} from '../state/running-server.ts'
import {nfsRootOf} from './nfs-root-of.ts'
import {systemProbe} from './probe-exec.ts'
import {verifyRoot} from './verify-root.ts'

/** NFS roots of other servers: verified once at the start. Failures are reported; the boot server continues. */
export function externalNfs(server: RunningServer, address: string): DaemonListener {
  const over = new AbortController()
  const verify = async () => {
    for (const machine of server.plan.machines) {
      const root = nfsRootOf(machine, address, undefined)
      if (root === undefined) continue
      const {host, ladder, error} = await verifyRoot(machine.host.name, root, systemProbe, over.signal)
      server.hub.emit({
        event: 'nfs',
        host,
        state: error === undefined ? 'ok' : 'failed',
        detail: error?.message ?? ladder.map(({detail}) => detail).join('; '),
      })
    }
  }
  let verifying: Promise<void> | undefined
  const end = async () => {
    over.abort()
    await verifying
  }
  return {
    name: 'nfs',
    async start() {
      // Interrupted only when the daemon ends.
      verifying = verify().catch(() => {})
      return 'elsewhere'
    },
    drain: end,
    close: end,
  }
}
