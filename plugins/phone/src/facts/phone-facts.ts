import type {Untrusted} from '@ops/core/untrusted'
import type {OpensshVersion} from './openssh-version.ts'

/** The file at a path. `hidden`: this user may not read its folder. */
export interface FileFact {
  kind: 'absent' | 'hidden' | 'file' | 'folder' | 'other'
  mode: number
  uid: number
  gid: number
  /** Text of a file that was readable. */
  content?: string
}

export interface SshdProcess {
  pid: number
  command: Untrusted
}

/** The result of one read-only probe of the phone. */
export interface PhoneFacts {
  /** Who the probe ran as: 0 with root adb, else 2000. */
  uid: number
  props: Readonly<Record<string, Untrusted>>
  sdk: number
  arch: Untrusted
  selinux: Untrusted
  /** The phone's own clock, and its zone as `date +%z` prints it. */
  epoch: number
  zone: string
  sshd: readonly string[]
  sshKeygen: readonly string[]
  startSsh: readonly string[]
  openssh: OpensshVersion | undefined
  /** The version line of the first sshd. */
  opensshText: Untrusted
  files: ReadonlyMap<string, FileFact>
  /** Public half of the host key at a path; absent when there is none or it is broken. */
  hostKeys: ReadonlyMap<string, string>
  listening: readonly {address: string; port: number}[]
  processes: readonly SshdProcess[]
  freeKib: number
  /** The init folder of the system partition can be written. */
  systemWritable: boolean
  /** Other programs that serve ssh or own /data/ssh. */
  others: readonly string[]
}

const absent: FileFact = {kind: 'absent', mode: 0, uid: 0, gid: 0}

export function fileAt(facts: Pick<PhoneFacts, 'files'>, path: string): FileFact {
  return facts.files.get(path) ?? absent
}
