import type {MirrorEntry} from '../render/mirror-entry.ts'
import type {Explained} from '../select/explain.ts'

/** Where the repository that was asked for is redirected to another one. */
export interface Redirected {
  redirect?: {from: string; to: string}
}

export interface QueryResult extends Redirected {
  target: string
  country: string
  generation: number
  mirrors: MirrorEntry[]
}

export interface ExplainResult extends Redirected {
  target: string
  country: string
  hosts: Explained[]
}
