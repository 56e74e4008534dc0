import {type Untrusted, untrusted} from '@ops/core/untrusted'
import type {Survey} from '../survey/survey.ts'

/** The name of a user of the host; the number of one without a name. */
export function userName({users}: Pick<Survey, 'users'>, uid: number): Untrusted {
  return users.get(uid) ?? untrusted(String(uid))
}
