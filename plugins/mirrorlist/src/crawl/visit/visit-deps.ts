import type {Clock} from '@ops/core/time'
import type {MasterVersion} from '../findings/freshness.ts'
import type {Remembered} from '../findings/visit.ts'
import type {Pace} from './pace.ts'
import type {RsyncList} from '../web/rsync-list.ts'
import type {Robots} from '../web/robots.ts'
import type {Web} from '../web/web.ts'

export interface VisitDeps {
  web: Web
  rsync: RsyncList
  clock: Clock
  pace: Pace
  robots: (origin: string) => Promise<Robots>
  remembered: (directory: string) => Remembered | undefined
  versions: (directory: string) => readonly MasterVersion[]
  /** Resolves when the master was asked anew about a directory of which a mirror has an unknown version. */
  relearn: (directory: string) => Promise<void>
  maxAgeDays: number
}
