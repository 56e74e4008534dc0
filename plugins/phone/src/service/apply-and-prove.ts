import {asOpsError} from '@ops/core/errors'
import {plural} from '@ops/core/text'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {applyPlan} from '../apply/apply-plan.ts'
import {writeManifest} from '../apply/stage-file.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'
import type {Action} from '../plan/action.ts'
import {type Plan, planSshd} from '../plan/plan.ts'
import {ownProcess} from '../plan/plan-process.ts'
import {renderPlan} from '../plan/render-plan.ts'
import type {SshdRequest} from '../plan/request.ts'
import type {PhoneFacts} from '../facts/phone-facts.ts'
import {probePhone} from '../probe/probe-phone.ts'
import {knownHostsFile, type PinChange, pinHostKey} from '../ssh/pin-host-key.ts'
import type {Check} from '../verify/check.ts'
import type {Explanation} from '../verify/explain-refusal.ts'
import {listensAsPlanned} from '../plan/check-listening.ts'
import type {Verification} from '../verify/verify-logins.ts'
import type {PhoneServices} from '../session/phone-services.ts'
import {undone} from './undo-failed-run.ts'

export interface Proving {
  transport: PhoneTransport
  facts: PhoneFacts
  plan: Plan
  request: SshdRequest
  /** What ssh logs in with. */
  identity: string
  signal: AbortSignal
}

export interface Proved {
  actions: Action[]
  checks: Check[]
  hostKey: PinChange
}

/** Follows the plan and proves the result by logins; otherwise everything goes back, and the error says so. */
export async function applyAndProve(services: PhoneServices, proving: Proving): Promise<Proved> {
  try {
    return await proveOrLearn(services, proving)
  } catch (thrown) {
    throw await undone(proving.transport, proving.facts.sshd[0] ?? '', asOpsError(thrown, proving.transport.phone), proving.signal)
  }
}

/** A phone whose sshd checks folders although its version should not says so in its log; then it is done once more. */
async function proveOrLearn(services: PhoneServices, proving: Proving): Promise<Proved> {
  const {transport, signal} = proving
  const {phone} = transport
  let {facts, plan, request} = proving
  const actions: Action[] = []
  for (;;) {
    const {checks, refusal, hostKey} = await applyOnce(services, {...proving, facts, plan, request})
    actions.push(...plan.actions)
    const failed = checks.filter(({state}) => state !== 'holds')
    if (failed.length === 0) return {actions, checks, hostKey}
    if (refusal?.code !== 'strict-modes' || request.strictModes !== undefined) {
      const next = refusal?.next ?? 'ops phone info tells what the phone is; docs/phone.md tells what to do'
      throw sshdErrors.PHONE_VERIFY_FAILED({host: phone}, phone, failed.map(({detail}) => detail).join('; '), next)
    }
    services.progress.say(`${phone}: ${refusal.cause}; trying again with StrictModes no`)
    request = {...request, strictModes: false}
    facts = await probePhone(transport, signal)
    plan = planSshd(phone, facts, request)
  }
}

async function applyOnce(services: PhoneServices, {transport, facts, plan, request, identity, signal}: Proving) {
  const {phone, serial} = transport
  const task = services.progress.start(`${phone}: ${plural(plan.actions.length, 'change')}`)
  try {
    const settles = plan.actions.some(({kind}) => kind === 'settle')
    const onlySettle = settles || plan.actions.length === 0
    const [sshd = '', sshKeygen = ''] = [facts.sshd[0], facts.sshKeygen[0]]
    const wasRunning = ownProcess(facts, plan.layout) !== undefined
    const manifest = onlySettle
      ? plan.manifest && {...plan.manifest, settings: plan.settings}
      : await applyPlan(plan, {transport, sshd, sshKeygen, wasRunning, signal})
    const now = onlySettle ? facts : await probePhone(transport, signal)
    const listening = listensAsPlanned(now, plan.settings)
    // An address that the phone has not is no failed step; the proof below tells it.
    const told = listening.state === 'fails' ? ['settle', 'process'] : ['settle']
    const [rest] = planSshd(phone, now, {...request, keys: []}).actions.filter(({kind}) => !told.includes(kind))
    const failure = (step: string, said: string) => sshdErrors.PHONE_STEP_FAILED({host: phone}, phone, step, said)
    if (rest !== undefined) throw failure('read everything back', `it is not as planned: ${renderPlan([rest]).split('\n')[0]}`)
    const publicKey = now.hostKeys.get(plan.layout.hostKey)
    if (publicKey === undefined) throw failure('read the host key', 'ssh-keygen cannot read it')
    const hostKey = await pinHostKey(services.stateDir, serial, publicKey)
    task.update({text: 'logging in'})
    const target = {server: services.server, serial, port: plan.settings.port, knownHosts: knownHostsFile(services.stateDir, serial)}
    const verification = withListening(await services.logins.verify(target, identity, transport, signal), listening)
    if (manifest !== undefined && (settles || !onlySettle) && verification.checks.every(({state}) => state === 'holds')) {
      const {undo: _, ...settled} = manifest
      await writeManifest(transport, {...settled, state: 'done'}, signal)
    }
    return {...verification, hostKey}
  } finally {
    task.end()
  }
}

const otherAddress = '--listen with an address that the phone has (adb shell ip address), or --listen all'

function withListening({checks, refusal}: Verification, listening: Check): Verification {
  const why: Explanation | undefined =
    refusal ?? (listening.state === 'holds' ? undefined : {code: 'not-listening', cause: listening.detail, next: otherAddress})
  return {checks: [listening, ...checks], ...(why === undefined ? {} : {refusal: why})}
}
