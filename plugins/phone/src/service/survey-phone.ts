import type {PhoneTransport} from '../adb/phone-transport.ts'
import {rollBack} from '../apply/roll-back.ts'
import {fileAt, type PhoneFacts} from '../facts/phone-facts.ts'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import {type Layout, layouts, manifestFile} from '../layout/layout.ts'
import {type Manifest, parseManifest} from '../manifest/manifest.ts'
import {probePhone} from '../probe/probe-phone.ts'
import type {PhoneServices} from '../session/phone-services.ts'

export interface Survey {
  transport: PhoneTransport
  facts: PhoneFacts
  manifest: Manifest | undefined
  /** The layout of the manifest; the safe one when there is none. */
  layout: Layout
  /** What was rolled back first, because an earlier run was stopped during its roll-back. */
  rolledBack: string[]
}

/** Reads the state of one phone and changes nothing on it, not even adbd's user. */
export async function surveyPhone(services: PhoneServices, phone: SelectedPhone, signal: AbortSignal): Promise<Survey> {
  return survey(await services.open(phone, signal), signal)
}

/** Becomes root, completes the roll-back of an earlier run that was stopped during it, and reads the phone's state. */
export async function surveyAsRoot(services: PhoneServices, phone: SelectedPhone, signal: AbortSignal): Promise<Survey> {
  const transport = await services.open(phone, signal)
  await transport.root(signal)
  const found = await survey(transport, signal)
  if (found.manifest?.state !== 'undoing') return found
  const rolledBack = await rollBack(transport, found.manifest, found.facts.sshd[0] ?? '', signal)
  services.progress.say(`${phone.name}: completed the roll-back of an earlier run that was stopped: ${rolledBack.join(', ')}`)
  return {...(await survey(transport, signal)), rolledBack}
}

async function survey(transport: PhoneTransport, signal: AbortSignal): Promise<Survey> {
  const facts = await probePhone(transport, signal)
  const manifest = parseManifest(fileAt(facts, manifestFile).content)
  return {transport, facts, manifest, layout: layouts[manifest?.settings.layout ?? 'safe'], rolledBack: []}
}
