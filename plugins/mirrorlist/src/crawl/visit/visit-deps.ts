import type {Clock} from '@ops/core/time'
import type {MasterVersion} from '../findings/evaluate-freshness.ts'
import type {PreviousContent} from '../findings/visit.ts'
import type {Throttle} from './throttle.ts'
import type {RsyncList} from '../web/rsync-list.ts'
import type {Robots} from '../web/robots.ts'
import type {Web} from '../web/web.ts'

export interface VisitDeps {
  web: Web
  rsync: RsyncList
  clock: Clock
  throttle: Throttle
  robots: (origin: string) => Promise<Robots>
  previousContent: (directory: string) => PreviousContent | undefined
  versions: (directory: string) => readonly MasterVersion[]
  /** Asks the master again about a directory of which a mirror has an unknown version. */
  refreshVersions: (directory: string) => Promise<void>
  maxAgeDays: number
}
