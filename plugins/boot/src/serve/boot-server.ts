import {type DaemonListener, httpListener} from '@ops/core/daemon'
import type {ListenAddress} from '@ops/core/net'
import type {Clock} from '@ops/core/time'
import {resolve} from 'node:path'
import {stat} from 'node:fs/promises'
import {serveErrors} from '../errors/serve-errors.ts'
import {BootContent} from '../files/boot-content.ts'
import {FileCache} from '../files/file-cache.ts'
import {httpBootServer} from '../http/http-boot.ts'
import type {BootPlan} from '../profiles/boot-machine.ts'
import {dgramLink} from '../tftp/dgram-link.ts'
import {Limits, type LimitOptions} from '../tftp/limits.ts'
import {systemTimers, type UdpLink} from '../tftp/link.ts'
import {TftpServer} from '../tftp/server.ts'
import {Activity} from './activity.ts'
import {Clients} from '../state/clients.ts'
import {checkControlPath, controlServer, freeControlPath} from '../control/control-server.ts'
import {DhcpServers} from '../state/dhcp-servers.ts'
import {EventHub} from '../state/events.ts'
import {Leases} from '../state/leases.ts'
import {localAddresses} from '../net/local-addresses.ts'
import type {RunningServer} from '../state/running-server.ts'
import {tftpContent} from './tftp-content.ts'
import {tftpListener} from './tftp-listener.ts'

export interface BootServerOptions {
  /** Overrides the roots of the inventory. */
  root: string | undefined
  /** Empty: all addresses of this machine. */
  addresses: readonly string[]
  tftpPort: number
  /** Undefined: no HTTP and no beacons. */
  httpPort: number | undefined
  /** Unix socket of `ops boot status`. */
  control: string | undefined
  limits: LimitOptions
  /** Bytes; default: the limit of the MTU. */
  maxBlksize?: number | undefined
  maxWindowBytes: number
  /** Serve only machines that were armed. */
  armedOnly: boolean
}

export interface BootServerDeps {
  plan: BootPlan
  clock: Clock
  /** Default: real sockets. */
  link?: UdpLink
}

/** The boot server: TFTP, HTTP and control socket, with the state that they share. */
export class BootServer implements RunningServer, AsyncDisposable {
  readonly hub: EventHub
  readonly leases: Leases
  readonly clients: Clients
  readonly dhcpServers: DhcpServers
  readonly activity: Activity
  readonly content: BootContent
  /** Listeners of the daemon in starting order. */
  readonly listeners: DaemonListener[] = []
  readonly ports: {tftp?: number; http?: number} = {}
  readonly cache = new FileCache()
  readonly tftp: TftpServer
  readonly #options: BootServerOptions
  readonly #onReload: ((plan: BootPlan) => Promise<void>)[] = []
  #plan: BootPlan

  constructor(options: BootServerOptions, {plan, clock, link = dgramLink}: BootServerDeps) {
    this.#options = options
    this.#plan = plan
    this.hub = new EventHub(() => clock.now())
    this.leases = new Leases(() => clock.now(), options.armedOnly)
    this.clients = new Clients(plan.machines, {now: () => clock.now()})
    this.dhcpServers = new DhcpServers(() => clock.now())
    this.activity = new Activity(this.hub, this.clients, systemTimers.now)
    this.content = new BootContent({
      cache: this.cache,
      clients: this.clients,
      plan: () => this.#plan,
      root: options.root,
      httpPort: () => this.ports.http,
      refusal: (host) => this.leases.refusal(host),
    })
    const limits = new Limits(options.limits)
    const {maxBlksize, maxWindowBytes} = options
    this.tftp = new TftpServer({
      link,
      limits,
      maxWindowBytes,
      timers: systemTimers,
      content: tftpContent(this.content, this.clients, this.cache.made),
      events: this.activity.tftp,
      ...(maxBlksize === undefined ? {} : {maxBlksize}),
    })
    this.#addTftp()
    if (options.httpPort !== undefined) this.#addHttp(options.httpPort, limits)
    if (options.control !== undefined) this.#addControl(options.control)
  }

  /** Throws when a folder or the control socket is unusable; called before any listener or child starts. */
  async check(): Promise<void> {
    const {control} = this.#options
    // DHCP and NFS servers start first and keep their configurations beside the socket: those of a running server must not change.
    if (control !== undefined) await checkControlPath(resolve(control))
    await this.#checkFolders(this.#plan)
  }

  async #checkFolders(plan: BootPlan): Promise<void> {
    const folders = new Set([undefined, ...plan.machines].map((machine) => this.content.folder(machine, plan)))
    for (const folder of folders) {
      if (folder === undefined) continue
      const isFolder = await stat(folder).then(
        (stats) => stats.isDirectory(),
        () => false,
      )
      if (!isFolder) throw serveErrors.BOOT_NO_ROOT({}, folder)
    }
  }

  /** Applies a new inventory; running transfers keep their content. */
  async reload(plan: BootPlan): Promise<void> {
    // An inventory that one part rejects is applied by none.
    await this.#checkFolders(plan)
    for (const action of this.#onReload) await action(plan)
    this.#plan = plan
    this.clients.replace(plan.machines)
  }

  /** Calls the action with each new inventory; the old one stays in use when it throws. */
  onReload(action: (plan: BootPlan) => Promise<void>): void {
    this.#onReload.push(action)
  }

  get plan(): BootPlan {
    return this.#plan
  }

  /** Networks that may fetch, in CIDR form. */
  get allow(): readonly string[] {
    return this.#options.limits.allow
  }

  status(): object {
    const {totals} = this.activity
    return {
      root: this.content.folder(undefined),
      rootFlag: this.#options.root === undefined ? undefined : resolve(this.#options.root),
      ports: this.ports,
      addresses: this.#options.addresses,
      armedOnly: this.leases.armedOnly,
      armed: this.leases.list(),
      dhcpServers: this.dhcpServers.list(),
      transfers: this.activity.rows(this.tftp.transfers()),
      totals: {...totals, cacheBytes: this.cache.held},
      recent: this.hub.recent.filter(({event}) => event === 'tftp-ended' || event === 'http-ended' || event === 'tftp-refused').slice(-20),
    }
  }

  arm(host: string, forMs: number): {host: string; until: string} {
    if (!(forMs > 0)) throw new RangeError('forMs must be a number of milliseconds above 0')
    if (!this.#plan.machines.some((machine) => machine.host.name === host))
      throw new RangeError(`${host} has no boot profile in the inventory`)
    const until = new Date(this.leases.arm(host, forMs)).toISOString()
    this.hub.emit({event: 'armed', host, until})
    return {host, until}
  }

  disarm(host: string): {host: string; wasArmed: boolean} {
    const wasArmed = this.leases.disarm(host)
    if (wasArmed) this.hub.emit({event: 'disarmed', host})
    return {host, wasArmed}
  }

  #addTftp(): void {
    const {addresses, tftpPort: port} = this.#options
    this.listeners.push(
      tftpListener({
        server: this.tftp,
        addresses,
        port,
        listening: (actual) => {
          this.ports.tftp = actual
        },
        failed: (address, reason) => this.hub.emit({event: 'listen-failed', address, reason}),
      }),
    )
  }

  #addHttp(port: number, limits: Limits): void {
    const {addresses} = this.#options
    for (const host of addresses.length > 0 ? addresses : [everyAddress()]) {
      const server = httpBootServer({
        content: this.content,
        allows: (address) => limits.allows(address),
        hostOf: (address, mac) => (this.clients.machineAt(address) ?? this.#plan.machines.find(({boot}) => boot.mac === mac))?.host.name,
        ended: (record) => this.activity.http(record),
        beacon: (beacon) => this.hub.emit({event: 'beacon', ...beacon}),
      })
      server.on('listening', () => {
        const bound = server.address()
        if (bound !== null && typeof bound === 'object') this.ports.http = bound.port
      })
      this.listeners.push(httpListener(addresses.length > 1 ? `http ${host}` : 'http', server, {host, port}))
    }
  }

  #addControl(path: string): void {
    const listen: ListenAddress = {path: resolve(path)}
    const server = controlServer({
      hub: this.hub,
      status: () => this.status(),
      arm: (host, forMs) => this.arm(host, forMs),
      disarm: (host) => this.disarm(host),
    })
    const listener = httpListener('control', server, listen)
    this.listeners.push({
      ...listener,
      async start(inherited, signal) {
        if (inherited === undefined) await freeControlPath(listen.path)
        return listener.start(inherited, signal)
      },
      // Followers of the events never end by themselves.
      drain: () => listener.close(),
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tftp[Symbol.asyncDispose]()
    await this.cache[Symbol.asyncDispose]()
  }
}

/** Dual-stack where the machine has IPv6. */
function everyAddress(): string {
  return localAddresses().some((address) => address.includes(':')) ? '::' : '0.0.0.0'
}
