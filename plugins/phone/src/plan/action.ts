export interface Ownership {
  mode: number
  uid: number
  gid: number
}

/** One change of the phone. The plan is a list of these; nothing outside it is changed. */
export type Action =
  | ({kind: 'folder'; path: string; made: boolean} & Ownership)
  | ({kind: 'file'; path: string; before: string | undefined; after: string; was: Ownership | undefined} & Ownership)
  | {kind: 'remove'; path: string; before: string | undefined; was: Ownership}
  /** Puts back what was there before ops came. */
  | ({kind: 'restore'; path: string; backup: string; before: string | undefined} & Ownership)
  /** `whole`: with all that is in it; otherwise only if nothing is left in it. */
  | {kind: 'remove-folder'; path: string; whole: boolean}
  | {kind: 'host-key'; path: string; replaces: boolean}
  | {kind: 'process'; act: 'start' | 'restart' | 'stop'; script: string; why: string}
  | {kind: 'settle'; why: string}
  /** A run before this one failed and was stopped while it rolled back; what else is needed shows when that is done. */
  | {kind: 'roll-back'; does: readonly string[]}
