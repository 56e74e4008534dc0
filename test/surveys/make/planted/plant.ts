/** One kind of work that is put on a machine before a survey. */
export interface Plant {
  /** File name of its survey. */
  name: string
  /** What runs, as a clause. */
  what: string
  /** Names of machines (without the release) it is planted on. */
  on: readonly Role[]
  /** Shell text that root runs on the machine by ssh; it ends at once and leaves the work running. */
  root?: string
  /** The same of alice, afterwards, in a login session of her own. */
  alice?: string
  /** A command on this machine that goes on during the survey; it gets ssh's options. */
  client?: (machine: ClientMachine) => {argv: string[]; input?: string}
  /** Shell test that succeeds on the machine when the work runs. */
  runs: string
  /** What one of the findings must contain, in kind, name or detail. */
  finds: RegExp
}

export type Role = 'minimal' | 'hidepid' | 'build' | 'container' | 'nfs' | 'desktop'

export interface ClientMachine {
  /** ssh's options with values, without user, address and command. */
  ssh: string[]
  /** The same as one shell word for `rsync -e` and GIT_SSH_COMMAND. */
  sshCommand: string
  /** Port of this machine that leads to the guest's port. */
  port(guest: number): number
  /** Socket of QEMU's guest agent. */
  agent: string
  /** A folder for the client's files. */
  folder: string
}
