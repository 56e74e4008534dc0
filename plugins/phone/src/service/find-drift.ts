import {readIfExists} from '@ops/core/files'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import {planSshd} from '../plan/plan.ts'
import {renderPlan} from '../plan/render-plan.ts'
import {hostKeyAlias} from '../ssh/options.ts'
import {knownHostsFile} from '../ssh/pin-host-key.ts'
import {asOpsError} from '@ops/core/errors'
import type {PhoneServices} from '../session/phone-services.ts'
import {hostKeyOf, viewPhone} from './phone-view.ts'
import {surveyPhone} from './survey-phone.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'

export interface DriftReport {
  host: string
  serial: string
  /** One sentence for each difference. */
  drift: string[]
  /** What a repair would change, with diffs. */
  plan: string
  /** The next command. */
  next: string
}

/** Compares the phone with the state that ops left: an update moves programs, removes hooks and resets files. */
export async function findDrift(services: PhoneServices, phone: SelectedPhone, signal: AbortSignal): Promise<DriftReport> {
  const {name, serial} = phone
  const seen = await surveyPhone(services, phone, signal)
  if (seen.manifest === undefined) throw sshdErrors.PHONE_NOT_SET_UP({host: name}, name)
  const drift: string[] = []
  let plan = ''
  let next = `ops phone doctor ${name} --repair`
  try {
    const {actions} = planSshd(name, seen.facts, {keys: []})
    plan = renderPlan(actions)
    drift.push(...plan.split('\n').filter((line) => line !== '' && !line.startsWith(' ')))
  } catch (thrown) {
    const {message, hint} = asOpsError(thrown, name)
    drift.push(message)
    next = hint ?? next
  }
  const expired = viewPhone(phone, seen).keys.filter((key) => key.expired)
  // A repair does not change lifetimes.
  if (drift.length === 0 && expired.length > 0) next = `run ops phone sshd ${name} --key FILE.pub with --ttl TIME, or with --remove`
  drift.push(...expired.map(({comment, expires}) => `the key ${comment} expired at ${expires}`))
  const pinned = await readIfExists(knownHostsFile(services.stateDir, serial))
  const wanted = hostKeyOf(seen)
  if (pinned !== undefined && wanted !== undefined && pinned !== `${hostKeyAlias(serial)} ${wanted}\n`)
    drift.push('the host key of the phone differs from the pinned one')
  return {host: name, serial, drift, plan, next}
}
