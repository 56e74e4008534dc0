import type {SourceSpot} from '../yaml/index.ts'
import type {InventorySection} from './section.ts'

/** How ssh reaches a host. Everything else comes from the user's own ssh configuration. */
export interface SshOptions {
  user?: string
  port?: number
  identity?: string
  /** Passed as `-o KEY=VALUE`. */
  options?: Record<string, string>
}

/** Work that the inventory declares on a host; `config` has been checked by the runtime of its kind. */
export interface Workload {
  name: string
  kind: string
  host: string
  config: Record<string, unknown>
}

export interface Host {
  readonly name: string
  /** DNS name or IP address. None: ops cannot reach it, but may power it. */
  readonly address?: string
  readonly tags: readonly string[]
  /** `uname -m`, e.g. x86_64, ppc64 (big-endian), ppc64le. */
  readonly arch?: string
  /** Hosts that must be up for this one. */
  readonly depends: readonly string[]
  readonly ssh: SshOptions
  /** `local` runs commands on this machine, `namespace` enters a lab host; ssh by default. */
  readonly transport: {kind: 'ssh'} | {kind: 'local'} | {kind: 'namespace'; pidfile: string}
  readonly workloads: readonly Workload[]
  /** Work that may be lost: unit, container, user or `tcp/PORT` names, wildcards allowed. */
  readonly ignore: readonly string[]
  readonly spot: SourceSpot
  /** What a plugin's section holds for this host, or undefined. */
  section<T>(section: InventorySection<T>): T | undefined
}

/** One value of a host and the place where it is written. */
export interface ExplainedValue {
  /** Keys from the host on: `ssh.user`. */
  path: string
  value: unknown
  /** What wrote it: `hosts.node[1-16]`, `groups.rack1.defaults`, `defaults`. */
  from: string
  spot: SourceSpot
}

/** The checked inventory. Hosts keep the order of the file. */
export interface Inventory {
  readonly file: string
  readonly hosts: ReadonlyMap<string, Host>
  /** The host set of each group. */
  readonly groups: ReadonlyMap<string, string>
  /** The host of that name; throws INVENTORY_HOST_UNKNOWN with a near name, or INVENTORY_ONE_HOST for a set (exit 64). */
  host(name: string): Host
  /** Hosts of a set in ClusterShell's grammar, in inventory order; throws INVENTORY_HOSTSET_EMPTY (exit 64). */
  select(hostset: string): Host[]
  /** What a plugin's top-level section holds, or undefined. */
  top<T>(section: InventorySection<T>): T | undefined
  /** Where each value of a host is written, in the order of the merged mapping. */
  explain(host: string): ExplainedValue[]
}
