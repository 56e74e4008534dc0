import {asOpsError} from '@ops/core/errors'
import {plural} from '@ops/core/text'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {applyPlan} from '../apply/apply-plan.ts'
import {writeManifest} from '../apply/stage-file.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'
import type {PhoneFacts} from '../facts/phone-facts.ts'
import type {Action} from '../plan/action.ts'
import {checkListening} from '../plan/check-listening.ts'
import {type Plan, planSshd} from '../plan/plan.ts'
import {ownProcess} from '../plan/plan-process.ts'
import {renderPlan} from '../plan/render-plan.ts'
import type {SshdRequest} from '../plan/request.ts'
import {probePhone} from '../probe/probe-phone.ts'
import type {PhoneServices} from '../session/phone-services.ts'
import {knownHostsFile, type PinChange, pinHostKey} from '../ssh/pin-host-key.ts'
import type {Check} from '../verify/check.ts'
import type {Explanation} from '../verify/explain-refusal.ts'
import type {Verification} from '../verify/verify-logins.ts'
import {undoFailedRun} from './undo-failed-run.ts'

export interface ApplyInput {
  transport: PhoneTransport
  facts: PhoneFacts
  plan: Plan
  request: SshdRequest
  /** What ssh logs in with. */
  identity: string
  signal: AbortSignal
}

export interface ApplyOutcome {
  actions: Action[]
  checks: Check[]
  hostKey: PinChange
}

/** Applies the plan and verifies the result by logins; on failure everything is rolled back, and the error says so. */
export async function applyAndVerify(services: PhoneServices, input: ApplyInput): Promise<ApplyOutcome> {
  const {transport, facts, signal} = input
  try {
    return await verifyOrAdapt(services, input)
  } catch (thrown) {
    throw await undoFailedRun(transport, facts.sshd[0] ?? '', asOpsError(thrown, transport.phone), signal)
  }
}

/** An sshd that checks folders although its version should not says so in its log; then the plan is made and applied again. */
async function verifyOrAdapt(services: PhoneServices, input: ApplyInput): Promise<ApplyOutcome> {
  const {transport, signal} = input
  const {phone} = transport
  let {facts, plan, request} = input
  const actions: Action[] = []
  for (;;) {
    const {checks, refusal, hostKey} = await applyOnce(services, {...input, facts, plan, request})
    actions.push(...plan.actions)
    const failed = checks.filter(({state}) => state !== 'holds')
    if (failed.length === 0) return {actions, checks, hostKey}
    if (refusal?.code !== 'strict-modes' || request.strictModes !== undefined) {
      const next = refusal?.next ?? `run ops phone info ${phone} and read "Errors" in docs/phone.md`
      throw sshdErrors.PHONE_VERIFY_FAILED({host: phone}, phone, failed.map(({detail}) => detail).join('; '), next)
    }
    services.progress.say(`${phone}: ${refusal.cause}; trying again with StrictModes no`)
    request = {...request, strictModes: false}
    facts = await probePhone(transport, signal)
    plan = planSshd(phone, facts, request)
  }
}

async function applyOnce(services: PhoneServices, {transport, facts, plan, request, identity, signal}: ApplyInput) {
  const {phone, serial} = transport
  const task = services.progress.start(`${phone}: ${plural(plan.actions.length, 'change')}`)
  try {
    const marksDone = plan.actions.some(({kind}) => kind === 'mark-done')
    const changesNothing = marksDone || plan.actions.length === 0
    const [sshd = '', sshKeygen = ''] = [facts.sshd[0], facts.sshKeygen[0]]
    const wasRunning = ownProcess(facts, plan.layout) !== undefined
    const manifest = changesNothing
      ? plan.manifest && {...plan.manifest, settings: plan.settings}
      : await applyPlan(plan, {transport, sshd, sshKeygen, wasRunning, signal})
    const now = changesNothing ? facts : await probePhone(transport, signal)
    const listening = checkListening(now, plan.settings)
    // An address that the phone does not have is no failed step; the verification below reports it.
    const expected = listening.state === 'fails' ? ['mark-done', 'process'] : ['mark-done']
    const [rest] = planSshd(phone, now, {...request, keys: []}).actions.filter(({kind}) => !expected.includes(kind))
    const failure = (step: string, cause: string) => sshdErrors.PHONE_STEP_FAILED({host: phone}, phone, step, cause)
    if (rest !== undefined) throw failure('read everything back', `it is not as planned: ${renderPlan([rest]).split('\n')[0]}`)
    const publicKey = now.hostKeys.get(plan.layout.hostKey)
    if (publicKey === undefined) throw failure('read the host key', 'ssh-keygen cannot read it')
    const hostKey = await pinHostKey(services.stateDir, serial, publicKey)
    task.update({text: 'logging in'})
    const target = {server: services.server, serial, port: plan.settings.port, knownHosts: knownHostsFile(services.stateDir, serial)}
    const verification = withListening(await services.logins.verify(target, identity, transport, signal), listening)
    if (manifest !== undefined && (marksDone || !changesNothing) && verification.checks.every(({state}) => state === 'holds')) {
      const {undo: _, ...finished} = manifest
      await writeManifest(transport, {...finished, state: 'done'}, signal)
    }
    return {...verification, hostKey}
  } finally {
    task.end()
  }
}

const addressHint = 'give --listen an address that the phone has (adb shell ip address), or --listen all'

function withListening({checks, refusal}: Verification, listening: Check): Verification {
  const why: Explanation | undefined =
    refusal ?? (listening.state === 'holds' ? undefined : {code: 'not-listening', cause: listening.detail, next: addressHint})
  return {checks: [listening, ...checks], ...(why === undefined ? {} : {refusal: why})}
}
