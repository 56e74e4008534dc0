export interface SurveyedProcess {
  pid: number
  ppid: number
  uid: number
  /** Device number of its terminal; 0 for none. */
  tty: number
  comm: string
  cgroup: string
  args: string
  /** Seconds by which it is older than the survey; undefined: unknown. */
  age: number | undefined
  /** Path of its program; '' when it is not visible, as of other users' processes without root. */
  exe: string
}

export interface SurveyedContainer {
  engine: string
  id: string
  name: string
  /** Its first process, where the engine reports it. */
  pid: number | undefined
}

/** A listening socket, by the name `tcp/80`. */
export interface ListeningSocket {
  name: string
  protocol: 'tcp' | 'udp'
  port: number
  inode: string
  uid: number
}

/** The other end of the connection that a process of an ssh server, or this survey, came by. */
export interface Peer {
  pid: number
  address: string
  port: number
  /** Port of the server. */
  localPort: number
}

/** A service of systemd. */
export interface SurveyedUnit {
  name: string
  /** Its unit file; '' when it has none. */
  fragment: string
}

/** A session of logind (`loginctl show-session`). */
export interface SurveyedSession {
  id: string
  user: string
  uid: number
  class: string
  state: string
  leader: number
  service: string
  tty: string
  /** Address of the peer; '' for a local login. */
  remoteHost: string
}

/** A lock that keeps the host from shutting down (`systemd-inhibit --list`). */
export interface SurveyedInhibitor {
  /** Operations, separated by colons: `shutdown:sleep`. */
  what: string
  who: string
  why: string
  mode: string
  uid: number
  pid: number
}

/** A job of systemd (`systemctl list-jobs`). */
export interface SurveyedJob {
  id: number
  unit: string
  type: string
  state: string
}

/** What runs on a host, from one run of the survey script. */
export interface Survey {
  /** False: other users' sockets cannot be joined to their processes. */
  asRoot: boolean
  processes: SurveyedProcess[]
  sockets: ListeningSocket[]
  /** Process ids that hold a listening socket, by inode. */
  owners: Map<string, number[]>
  /** The survey itself and its ancestors. */
  self: Set<number>
  users: Map<number, string>
  /** Lines of `who`, on hosts without logind. */
  logins: string[]
  containers: SurveyedContainer[]
  /** By process id. */
  peers: Map<number, Peer>
  /** By name. */
  units: Map<string, SurveyedUnit>
  /** Package managers whose databases the survey read: a unit file that is not in `packages` belongs to no package. */
  packageManagers: string[]
  /** Packages that own a unit file, by its path. */
  packages: Map<string, string[]>
  /** Process id of the main process of a unit, where it has one. */
  mains: Map<string, number>
  jobs: SurveyedJob[]
  sessions: SurveyedSession[]
  inhibitors: SurveyedInhibitor[]
  /** Kernel threads that rebuild or move data. */
  kernelThreads: string[]
  /** Arrays and pools that resync or scrub. */
  storage: {name: string; what: string; progress: string}[]
  /** Clients of an NFS server, and the ports that rpcbind lists. */
  nfsClients: {address: string; state: string}[]
  rpcPorts: {program: number; name: string}[]
  /** What the survey could not see. */
  unseen: {subject: string; why: string}[]
}
