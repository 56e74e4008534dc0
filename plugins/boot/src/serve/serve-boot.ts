import {type DaemonEvent, type DaemonListener, type ListenAddress, runDaemon} from '@ops/core/daemon'
import type {BootPlan} from '../profiles/boot-machine.ts'
import {BootServer, type BootServerDeps, type BootServerOptions} from './boot-server.ts'
import type {StampedEvent} from '../state/events.ts'
import {bootMetrics} from './metrics.ts'
import {readFile} from 'node:fs/promises'
import {serveErrors} from '../errors/serve-errors.ts'
import {setFlagsFromString} from 'node:v8'

export interface ServeInput extends BootServerOptions {
  /** User to become once everything listens. */
  user: string | undefined
  metricsListen: ListenAddress | undefined
  /** Milliseconds that transfers may take at the end. */
  drainMs: number
  /** DHCP and NFS servers as children; they need the server's events. */
  children: (server: BootServer) => Promise<DaemonListener[]>
}

export interface ServeDeps extends BootServerDeps {
  /** Reads the inventory anew (SIGHUP). */
  reread: () => Promise<BootPlan>
  onEvent: (event: StampedEvent) => void
  onDaemonEvent: (event: DaemonEvent) => void
}

/** Serves until the signal aborts; transfers under way are finished first. */
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

/** Stands last among the listeners: everything is bound when it "starts". */
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

/** Gives up root for good: supplementary groups, group, user, in this order, as setuid(2) gives away the right to the others. */
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
 * Keeps V8's young generation at the size it has: in a flood it would grow from 16 MiB to 64 and stay so, though nothing of a packet
 * outlives it. (Node gives a size only to those who start it.)
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
