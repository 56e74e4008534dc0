import {type DaemonEvent, type DaemonListener, runDaemon} from '@ops/core/daemon'
import type {ListenAddress} from '@ops/core/net'
import type {BootPlan} from '../profiles/boot-machine.ts'
import {BootServer, type BootServerDeps, type BootServerOptions} from './boot-server.ts'
import type {StampedEvent} from '../state/events.ts'
import {bootMetrics} from './metrics.ts'
import {readFile} from 'node:fs/promises'
import {serveErrors} from '../errors/serve-errors.ts'
import {setFlagsFromString} from 'node:v8'

export interface ServeInput extends BootServerOptions {
  /** User to switch to after all ports are bound. */
  user: string | undefined
  metricsListen: ListenAddress | undefined
  /** Milliseconds that running transfers have to finish at shutdown. */
  drainMs: number
  /** Creates the DHCP and NFS servers that run as children. */
  children: (server: BootServer) => Promise<DaemonListener[]>
}

export interface ServeDeps extends BootServerDeps {
  /** Reads the inventory again (SIGHUP). */
  reread: () => Promise<BootPlan>
  onEvent: (event: StampedEvent) => void
  onDaemonEvent: (event: DaemonEvent) => void
}

/** Serves until the signal aborts, then finishes running transfers. */
export async function serveBoot(input: ServeInput, deps: ServeDeps, signal: AbortSignal): Promise<void> {
  keepHeapSmall()
  const {user, metricsListen} = input
  await using server = new BootServer(input, deps)
  await server.check()
  const unsubscribe = server.hub.subscribe(deps.onEvent)
  const children = await input.children(server)
  try {
    await runDaemon(
      {
        name: 'boot',
        listeners: [...children, ...server.listeners, ...(user === undefined ? [] : [rightsDropper(user)])],
        ...(metricsListen === undefined ? {} : {metricsListen}),
        metrics: await bootMetrics(server.activity, {active: () => server.tftp.transfers().length, cachedBytes: () => server.cache.held}),
        onReload: async () => server.reload(await deps.reread()),
        drainMs: input.drainMs,
        onEvent: deps.onDaemonEvent,
      },
      signal,
    )
  } finally {
    unsubscribe()
  }
}

/** The last listener: it starts after all ports are bound. */
function rightsDropper(user: string): DaemonListener {
  return {
    name: 'rights',
    async start() {
      await dropRights(user)
      return `user ${user}`
    },
    async drain() {},
    async close() {},
  }
}

/** Drops root permanently: supplementary groups, group, user, in this order, because setuid(2) ends the right to the others. */
export async function dropRights(user: string): Promise<void> {
  const entry = (await readFile('/etc/passwd', 'utf8')).split('\n').find((line) => line.split(':')[0] === user)
  const [, , uid, gid] = entry?.split(':') ?? []
  if (uid === undefined || gid === undefined) throw serveErrors.BOOT_NO_USER({}, user)
  if (process.getuid?.() === Number(uid)) return
  try {
    process.setgroups?.([Number(gid)])
    process.setgid?.(Number(gid))
    process.setuid?.(Number(uid))
  } catch (cause) {
    throw serveErrors.BOOT_CANNOT_DROP({cause}, user)
  }
}

/**
 * Keeps V8's young generation at its initial size: under heavy load it would grow from 16 MiB to 64 MiB and stay there, although
 * packets leave no long-lived objects. (Node sets this size only by a flag at its start.)
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
