import type {HookName} from '../boot/hooks.ts'
import type {PublicKey} from '../keys/public-key.ts'
import type {LayoutName} from '../layout/layout.ts'

/** What somebody wants of a phone; what is left out stays as it is, or is the layout's own. */
export interface SshdRequest {
  layout?: LayoutName
  port?: number
  listen?: readonly string[]
  keys: readonly PublicKey[]
  /** Seconds that the keys of this request live, by the phone's clock; left out: as long as before, or for good. */
  ttlSeconds?: number | 'none'
  hook?: HookName | 'auto' | 'none'
  /** Overrules the version: a login was refused because of folders that are not root's. */
  strictModes?: boolean
}
