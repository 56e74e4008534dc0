/** One kind of work that is put on a machine before a survey. */
export interface Plant {
  name: string
  /** What runs, as a clause. */
  what: string
  /** Kinds of machines it is put on. */
  on: readonly Role[]
  /** Work of one group is put on a machine together, for one survey. Without a group it has a survey of its own. */
  group?: Group
  /** Who runs it; root by default. Two plants of a group that log in have different users. */
  user?: User
  /** Shell text of root, before anything else. */
  setup?: string
  /** Shell text of the user, over an ssh connection that is closed before the survey; it ends at once. */
  run?: string
  /** A command on this machine that goes on during the survey. */
  client?: (machine: ClientMachine) => {argv: string[]; input?: string}
  /** Shell test of root that succeeds when the work runs. */
  runs: string
  /** What `KIND NAME: DETAIL` of one finding must match: the work itself, not what may be found beside it. */
  finds: RegExp
}

export type Role = 'minimal' | 'hidepid' | 'build' | 'container' | 'nfs' | 'desktop' | 'lingering'
export type Group = 'connections' | 'sessions' | 'disguised' | 'system' | 'storage' | 'containers' | 'docker' | 'builds'
/** Users of every machine; make-image.sh has the list too. */
export type User = 'root' | 'alice' | 'bob' | 'carol' | 'dave' | 'erin' | 'frank'

export interface ClientMachine {
  /** ssh's options with values, without user, address and command. */
  ssh: string[]
  /** The same as one text, for `rsync -e`. */
  sshCommand: string
  /** Port of this machine that leads to the guest's port. */
  port(guest: number): number
  /** Socket of QEMU's guest agent. */
  agent: string
  /** A folder with the file `big`. */
  folder: string
}
