import type {MirrorEntry} from '../render/mirror-entry.ts'
import type {Explained} from '../select/explain.ts'

export interface QueryResult {
  target: string
  country: string
  generation: number
  mirrors: MirrorEntry[]
}

export interface ExplainResult {
  target: string
  country: string
  hosts: Explained[]
}
