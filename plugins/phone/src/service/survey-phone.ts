import type {PhoneTransport} from '../adb/phone-transport.ts'
import {rollBack} from '../apply/roll-back.ts'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import {manifestFile} from '../layout/layout.ts'
import {type Manifest, readManifest} from '../manifest/manifest.ts'
import {fileAt, type PhoneFacts} from '../facts/phone-facts.ts'
import {probePhone} from '../probe/probe-phone.ts'
import type {PhoneServices} from '../session/phone-services.ts'

export interface Seen {
  transport: PhoneTransport
  facts: PhoneFacts
  manifest: Manifest | undefined
  /** What was put back before that, because a run before this one had been stopped while it did so. */
  rolledBack: string[]
}

/** Looks at one phone without changing anything on it, not even adbd's user. */
export async function look(services: PhoneServices, phone: SelectedPhone, signal: AbortSignal): Promise<Seen> {
  return see(await services.open(phone, signal), signal)
}

/** Looks as root, and first ends the way back of a run that was stopped on it. */
export async function lookToAct(services: PhoneServices, phone: SelectedPhone, signal: AbortSignal): Promise<Seen> {
  const transport = await services.open(phone, signal)
  await transport.root(signal)
  const seen = await see(transport, signal)
  if (seen.manifest?.state !== 'undoing') return seen
  const rolledBack = await rollBack(transport, seen.manifest, seen.facts.sshd[0] ?? '', signal)
  services.progress.say(
    `${phone.name}: a run before this one failed and was stopped while it rolled back; done now: ${rolledBack.join(', ')}`,
  )
  return {...(await see(transport, signal)), rolledBack}
}

async function see(transport: PhoneTransport, signal: AbortSignal): Promise<Seen> {
  const facts = await probePhone(transport, signal)
  return {transport, facts, manifest: readManifest(fileAt(facts, manifestFile).content), rolledBack: []}
}
