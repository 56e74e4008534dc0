import {type BootReport, describeBoot} from '../boot/describe-boot.ts'
import {findHookObstacle} from '../boot/choose-hook.ts'
import {hookFiles} from '../layout/hooks.ts'
import {keyErrors} from '../errors/key-errors.ts'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import type {KeyFile} from '../keys/key-file.ts'
import {type Plan, planSshd} from '../plan/plan.ts'
import {renderPlan} from '../plan/render-plan.ts'
import type {SshdRequest} from '../plan/request.ts'
import type {PhoneFacts} from '../facts/phone-facts.ts'
import {describeRom, type RomReport} from '../rom/describe.ts'
import type {PinChange} from '../ssh/pin-host-key.ts'
import type {Check} from '../verify/check.ts'
import {applyAndVerify} from './apply-and-verify.ts'
import type {PhoneServices} from '../session/phone-services.ts'
import {surveyPhone, surveyAsRoot} from './survey-phone.ts'
import {findExposures} from './find-exposures.ts'

export interface SetUpInput {
  phone: SelectedPhone
  request: Omit<SshdRequest, 'keys'>
  keyFiles: readonly KeyFile[]
  /** Only plan: nothing is changed, not even adbd's user. */
  check: boolean
  signal: AbortSignal
}

export interface SetUpOutcome {
  host: string
  serial: string
  rom: RomReport
  changed: boolean
  /** Number of changes that are needed (`check`) or were made. */
  changes: number
  /** What was rolled back first, because an earlier run was stopped during its roll-back. */
  rolledBack: string[]
  /** The plan for people, with diffs. */
  plan: string
  /** Files that are unreadable without root. */
  unseen: string[]
  checks: Check[]
  hostKey?: PinChange
  /** What starts sshd at the next boot; left out after a removal. */
  boot?: BootReport
  open: string[]
}

/** Probes, plans, applies, and verifies by logins; a result that cannot be verified is rolled back. */
export async function setUpSshd(services: PhoneServices, input: SetUpInput): Promise<SetUpOutcome> {
  const {phone, check, signal} = input
  const {name, serial} = phone
  const keys = input.keyFiles.flatMap((file) => file.keys)
  const request: SshdRequest = {...input.request, keys}
  const {transport, facts, rolledBack} = await (check ? surveyPhone : surveyAsRoot)(services, phone, signal)
  const plan = planSshd(name, facts, request)
  const outcome: SetUpOutcome = {
    host: name,
    serial,
    rom: describeRom(facts),
    changed: false,
    changes: plan.actions.length,
    rolledBack,
    plan: renderPlan(plan.actions),
    unseen: plan.unseen,
    checks: [],
    boot: describeBoot(name, plan.settings.hook, facts, describeLostHook(facts, plan, request)),
    open: findExposures(name, facts, plan.layout, plan.settings),
  }
  if (check) return outcome
  const identity = await identityFor(services, name, input.keyFiles, signal)
  const {actions, checks, hostKey} = await applyAndVerify(services, {transport, facts, plan, request, identity, signal})
  return {...outcome, changed: actions.length > 0, changes: actions.length, plan: renderPlan(actions), checks, hostKey}
}

/** A sentence about a hook that this phone no longer offers, e.g. since an update. */
function describeLostHook(facts: PhoneFacts, {manifest, settings, layout}: Plan, request: SshdRequest): string {
  const before = manifest?.settings.hook ?? 'none'
  if (request.hook !== undefined || before === 'none' || before === settings.hook) return ''
  return `${hookFiles[before]} no longer starts sshd: ${findHookObstacle(before, facts, layout.script)}. `
}

/** The key that this machine can log in with; without one nothing could be verified. */
async function identityFor(services: PhoneServices, name: string, files: readonly KeyFile[], signal: AbortSignal): Promise<string> {
  for (const file of files) {
    const identity = await services.logins.identity(file, signal)
    if (identity !== undefined) return identity
  }
  if (files.length === 0) throw keyErrors.PHONE_KEY_NEEDED({host: name}, name)
  throw keyErrors.PHONE_KEY_UNUSABLE({host: name}, name, files.map(({file}) => file).join(', '))
}
