import {chooseHook} from '../boot/choose-hook.ts'
import {phoneErrors} from '../errors.ts'
import {layouts} from '../layout/layout.ts'
import type {PhoneFacts} from '../probe/facts.ts'
import type {Manifest, Settings} from './manifest.ts'
import type {SshdRequest} from './request.ts'

/** The request over what the phone was set up with before over the layout's own. */
export function settle(phone: string, facts: PhoneFacts, manifest: Manifest | undefined, request: SshdRequest): Settings {
  const kept = manifest?.settings
  const layout = layouts[request.layout ?? kept?.layout ?? 'safe']
  if (kept !== undefined && kept.layout !== layout.name) throw phoneErrors.LAYOUT_SET({host: phone}, phone, kept.layout)
  const strictModes = request.strictModes ?? kept?.strictModes
  return {
    layout: layout.name,
    port: request.port ?? kept?.port ?? layout.port,
    listen: request.listen ?? kept?.listen ?? layout.listen,
    ...(strictModes === undefined ? {} : {strictModes}),
    hook: chooseHook(phone, facts, layout.script, {asked: request.hook, kept: kept?.hook}),
  }
}
