import type {Untrusted} from '@ops/core/untrusted'

export interface SurveyedProcess {
  pid: number
  ppid: number
  uid: number
  /** Device number of its terminal; 0 for none. */
  tty: number
  comm: Untrusted
  cgroup: Untrusted
  args: Untrusted
  /** Seconds by which it is older than the survey; undefined: unknown. */
  age: number | undefined
  /** Path of its program; '' when it is not visible, as of other users' processes without root. */
  exe: Untrusted
}

export interface SurveyedContainer {
  engine: Untrusted
  id: Untrusted
  name: Untrusted
  /** Its first process, where the engine reports it. */
  pid: number | undefined
}

/** A listening socket, by the name `tcp/80`. */
export interface ListeningSocket {
  name: string
  protocol: 'tcp' | 'udp'
  isIpv6: boolean
  port: number
  inode: string
  uid: number
  /** Only programs of the host reach it. */
  isLoopback: boolean
}

/** The other end of the connection that a process of an ssh server, or this survey, came by. */
export interface Peer {
  pid: number
  address: Untrusted
  port: number
  /** Port of the server. */
  localPort: number
}

/** Connections of a process to a listening socket of its host, or its connected UDP sockets. */
export interface Clients {
  protocol: 'tcp' | 'udp' | 'unix'
  /** `tcp/80`, `unix//run/x`; of UDP the port is one of its own. */
  name: Untrusted
  count: number
  /** Whether the process holds the listening socket too. */
  accepts: boolean
  /** Of one of the clients; '' at a Unix socket. */
  address: Untrusted
}

/** A service of systemd. */
export interface SurveyedUnit {
  name: Untrusted
  /** Its unit file; '' when it has none. */
  fragment: Untrusted
  /** Timers, paths and sockets that start it. */
  triggers: string[]
}

/** A session of logind (`loginctl show-session`). */
export interface SurveyedSession {
  id: Untrusted
  user: Untrusted
  uid: number
  class: Untrusted
  state: Untrusted
  leader: number
  service: Untrusted
  tty: Untrusted
  /** Address of the peer; '' for a local login. */
  remoteHost: Untrusted
}

/** A lock that keeps the host from shutting down (`systemd-inhibit --list`). */
export interface SurveyedInhibitor {
  /** Operations, separated by colons: `shutdown:sleep`. */
  what: Untrusted
  who: Untrusted
  why: Untrusted
  mode: Untrusted
  uid: number
  pid: number
}

/** A job of systemd (`systemctl list-jobs`). */
export interface SurveyedJob {
  id: number
  unit: Untrusted
  type: Untrusted
  state: Untrusted
}

/** What runs on a host, from one run of the survey script. The texts in it are those of programs and users of the host. */
export interface Survey {
  /** False: other users' sockets cannot be joined to their processes. */
  asRoot: boolean
  processes: SurveyedProcess[]
  sockets: ListeningSocket[]
  /** Process ids that hold a listening socket, by inode. */
  owners: Map<string, number[]>
  /** Whether `listeners` is known. */
  hasListeners: boolean
  /** Socket units of the system's manager, by the name `tcp/80` of their ports. */
  listeners: Map<string, Untrusted[]>
  /** Units that `systemd-run` made: they end with the machine. */
  transients: {name: Untrusted; uid: number}[]
  /** Units and containers in the pause before their next start: they have no process. */
  restarts: {kind: 'unit' | 'container'; name: Untrusted}[]
  /** What programs of the host call unfinished. */
  busy: {name: Untrusted; detail: Untrusted}[]
  /** The survey itself and its ancestors. */
  self: Set<number>
  users: Map<number, Untrusted>
  /** Lines of `who`, on hosts without logind. */
  logins: Untrusted[]
  containers: SurveyedContainer[]
  /** By process id. */
  peers: Map<number, Peer>
  /** Whom a process serves, by its id. */
  clients: Map<number, Clients[]>
  /** Ports that the kernel gives to sockets that name none (ip_local_port_range, ip(7)). */
  localPorts: {low: number; high: number}
  /** By name. */
  units: Map<string, SurveyedUnit>
  /** Package managers whose databases the survey read: a unit file that is not in `packages` belongs to no package. */
  packageManagers: Untrusted[]
  /** Packages that own a unit file, by its path. */
  packages: Map<string, Untrusted[]>
  /** Process id of the main process of a unit, where it has one. */
  mains: Map<string, number>
  jobs: SurveyedJob[]
  sessions: SurveyedSession[]
  inhibitors: SurveyedInhibitor[]
  /** Kernel threads that rebuild or move data. */
  kernelThreads: Untrusted[]
  /** Arrays and pools that resync or scrub. */
  storage: {name: Untrusted; what: Untrusted; progress: Untrusted}[]
  /** Clients of an NFS server, and the ports that rpcbind lists. */
  nfsClients: {address: Untrusted; state: Untrusted}[]
  rpcPorts: {program: number; name: string}[]
  /** What the survey could not see. */
  unseen: {subject: Untrusted; why: Untrusted}[]
}
