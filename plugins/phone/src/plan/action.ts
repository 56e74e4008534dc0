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
  /** Restores the file that ops replaced. */
  | ({kind: 'restore'; path: string; backup: string; before: string | undefined} & Ownership)
  /** `whole`: with its content; otherwise only when it is empty. */
  | {kind: 'remove-folder'; path: string; whole: boolean}
  | {kind: 'host-key'; path: string; replaces: boolean}
  | {kind: 'process'; act: 'start' | 'restart' | 'stop'; script: string; why: string}
  | {kind: 'mark-done'; why: string}
  /** The roll-back of an earlier run was stopped; what else is needed is planned when it is complete. */
  | {kind: 'roll-back'; steps: readonly string[]}
