import {chooseHook} from '../boot/choose-hook.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'
import type {PhoneFacts} from '../facts/phone-facts.ts'
import type {PublicKey} from '../keys/public-key.ts'
import type {HookName} from '../layout/hooks.ts'
import {type LayoutName, layouts} from '../layout/layout.ts'
import type {Manifest, Settings} from '../manifest/manifest.ts'

/** The wanted state of a phone; what is left out keeps its present value, or that of the layout. */
export interface SshdRequest {
  layout?: LayoutName
  port?: number
  listen?: readonly string[]
  keys: readonly PublicKey[]
  /** Lifetime of the keys of this request in seconds, by the phone's clock; left out: as before, else unlimited. */
  ttlSeconds?: number | 'none'
  hook?: HookName | 'auto' | 'none'
  /** Overrides the version: a login was refused because of folders that root does not own. */
  strictModes?: boolean
}

/** The request, else the settings that the phone has, else the layout's defaults. */
export function resolveSettings(phone: string, facts: PhoneFacts, manifest: Manifest | undefined, request: SshdRequest): Settings {
  const kept = manifest?.settings
  const layout = layouts[request.layout ?? kept?.layout ?? 'safe']
  if (kept !== undefined && kept.layout !== layout.name) throw sshdErrors.PHONE_LAYOUT_SET({host: phone}, phone, kept.layout)
  const strictModes = request.strictModes ?? kept?.strictModes
  return {
    layout: layout.name,
    port: request.port ?? kept?.port ?? layout.port,
    listen: request.listen ?? kept?.listen ?? layout.listen,
    ...(strictModes === undefined ? {} : {strictModes}),
    hook: chooseHook(phone, facts, layout.script, {asked: request.hook, kept: kept?.hook}),
  }
}
