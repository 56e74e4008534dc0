import {asOpsError, exitCodes, OpsError} from '@ops/core/errors'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {awaitReady} from '../adb/attached.ts'
import {openPhone} from '../adb/open-phone.ts'
import {applyPlan, writeManifest} from '../apply/apply.ts'
import {rollBack} from '../apply/roll-back.ts'
import {type BootVerdict, bootVerdict} from '../boot/verdict.ts'
import {phoneErrors} from '../errors.ts'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import {type KeyFile, usableIdentity} from '../keys/key-file.ts'
import {manifestFile} from '../layout/layout.ts'
import {readManifest} from '../plan/manifest.ts'
import {type Plan, planSshd} from '../plan/plan.ts'
import {ownProcess} from '../plan/process.ts'
import {renderPlan} from '../plan/render.ts'
import type {SshdRequest} from '../plan/request.ts'
import {fileAt, type PhoneFacts} from '../probe/facts.ts'
import {probePhone} from '../probe/probe.ts'
import {describeRom, type RomReport} from '../rom/describe.ts'
import {knownHostsFile, pinHostKey, type PinChange} from '../ssh/pin-host-key.ts'
import type {Check} from '../verify/check.ts'
import {type Verification, verifyLogins} from '../verify/verify.ts'
import type {PhoneDeps} from './deps.ts'
import {openDoors} from './warnings.ts'

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
  /** The plan in words, with diffs. */
  plan: string
  checks: Check[]
  hostKey?: PinChange
  /** What will happen at the next boot; left out when everything was taken away. */
  boot?: BootVerdict
  open: string[]
}

/** Probe, plan, apply, prove by logins; whatever does not prove itself is rolled back. */
export async function setUpSshd(deps: PhoneDeps, input: SetUpInput): Promise<SetUpOutcome> {
  const {
    phone: {name, serial},
    check,
    signal,
  } = input
  const keys = input.keyFiles.flatMap((file) => file.keys)
  const request: SshdRequest = {...input.request, keys}
  await awaitReady(deps, name, serial, signal)
  const transport = openPhone({...deps, phone: name, serial})
  if (!check) await transport.root(signal)
  const facts = await probePhone(transport, signal)
  const plan = planSshd(name, facts, request)
  const outcome: SetUpOutcome = {
    host: name,
    serial,
    rom: describeRom(facts),
    changed: false,
    changes: plan.actions.length,
    plan: renderPlan(plan.actions),
    checks: [],
    boot: bootVerdict(name, plan.settings.hook, facts),
    open: openDoors(name, facts, plan.layout, plan.settings),
  }
  if (check) return outcome
  const identity = await identityFor(name, input.keyFiles, signal)
  const proved = await applyAndProve(deps, {transport, facts, plan, request, identity, signal})
  return {
    ...outcome,
    changed: proved.plan.actions.length > 0,
    changes: proved.plan.actions.length,
    plan: renderPlan(proved.plan.actions),
    checks: proved.verification.checks,
    hostKey: proved.hostKey,
  }
}

/** The one key that this machine can log in with; without one nothing could be proved. */
async function identityFor(name: string, files: readonly KeyFile[], signal: AbortSignal): Promise<string> {
  for (const file of files) {
    const identity = await usableIdentity(file, signal)
    if (identity !== undefined) return identity
  }
  if (files.length === 0) throw phoneErrors.KEY_NEEDED({host: name}, name)
  throw phoneErrors.KEY_UNUSABLE({host: name}, name, files.map(({file}) => file).join(', '))
}

interface Proving {
  transport: PhoneTransport
  facts: PhoneFacts
  plan: Plan
  request: SshdRequest
  identity: string
  signal: AbortSignal
}

interface Proved {
  plan: Plan
  verification: Verification
  hostKey: PinChange
}

async function applyAndProve(deps: PhoneDeps, proving: Proving): Promise<Proved> {
  const {transport, facts, plan, request, signal} = proving
  const {phone} = transport
  try {
    const proved = await applyOnce(deps, proving)
    const failed = proved.verification.checks.filter(({state}) => state !== 'holds')
    if (failed.length === 0) return proved
    const [first] = failed
    // The version told nothing, or something wrong: the phone's own log knows.
    if (proved.verification.refusal?.code === 'strict-modes' && request.strictModes === undefined) {
      deps.progress.say(`${phone}: its sshd refuses keys below /data; trying again with StrictModes no`)
      const again = {...request, strictModes: false}
      const now = await probePhone(transport, signal)
      const next = await applyAndProve(deps, {...proving, facts: now, request: again, plan: planSshd(phone, now, again)})
      return {...next, plan: {...next.plan, actions: [...plan.actions, ...next.plan.actions]}}
    }
    const next = proved.verification.refusal?.next ?? 'ops phone info tells what the phone is; docs/phone.md tells what to do'
    throw phoneErrors.VERIFY_FAILED({host: phone}, phone, failed.map(({detail}) => detail).join('; ') || (first?.name ?? ''), next)
  } catch (thrown) {
    throw await undone(transport, facts, asOpsError(thrown, phone), plan.actions.length > 0)
  }
}

async function applyOnce(deps: PhoneDeps, {transport, facts, plan, request, identity, signal}: Proving): Promise<Proved> {
  const {phone, serial} = transport
  const task = deps.progress.start(`${phone}: ${plan.actions.length} changes`)
  try {
    const onlySettle = plan.actions.every(({kind}) => kind === 'settle')
    const context = {
      transport,
      sshd: facts.sshd[0] ?? '',
      sshKeygen: facts.sshKeygen[0] ?? '',
      wasRunning: ownProcess(facts, plan.layout) !== undefined,
      signal,
    }
    const manifest = onlySettle ? plan.manifest : await applyPlan(plan, context)
    const now = onlySettle ? facts : await probePhone(transport, signal)
    const rest = planSshd(phone, now, {...request, keys: []}).actions.filter(({kind}) => kind !== 'settle')
    if (rest.length > 0)
      throw phoneErrors.STEP_FAILED(
        {host: phone},
        phone,
        'read everything back',
        `it is not as planned: ${renderPlan(rest).split('\n')[0]}`,
      )
    const publicKey = now.hostKeys.get(plan.layout.hostKey)
    if (publicKey === undefined) throw phoneErrors.STEP_FAILED({host: phone}, phone, 'read the host key', 'ssh-keygen cannot read it')
    const hostKey = await pinHostKey(deps.stateDir, serial, publicKey)
    task.update({text: 'logging in'})
    const target = {server: deps.server, serial, port: plan.settings.port, knownHosts: knownHostsFile(deps.stateDir, serial)}
    const verification = await verifyLogins(target, identity, transport, signal)
    const holds = verification.checks.every(({state}) => state === 'holds')
    if (holds && manifest !== undefined && manifest.state !== 'done') {
      const {undo: _, ...rest} = manifest
      await writeManifest(transport, {...rest, state: 'done'}, signal)
    }
    return {plan, verification, hostKey}
  } finally {
    task.end()
  }
}

/** Rolls back and adds what was rolled back to the error; a phone that is gone, or a user who stopped ops, leaves it for the next run. */
async function undone(transport: PhoneTransport, before: PhoneFacts, error: OpsError, changed: boolean): Promise<OpsError> {
  const cutShort =
    error.exit === exitCodes.unreachable ||
    error.exit === exitCodes.interrupted ||
    error.exit === exitCodes.terminated ||
    error.exit === exitCodes.deadline
  if (cutShort || error.message.includes(rolledBack)) return error
  const manifest = readManifest(fileAt(await probePhone(transport), manifestFile).content)
  if (!changed || manifest?.state !== 'begun') return error
  const did = await rollBack(transport, manifest, before.sshd[0] ?? '', undefined)
  return new OpsError(error.code, `${error.message} ${rolledBack} ${did.join(', ')}.`, nameOf(error), {
    host: transport.phone,
    cause: error.cause,
    ...(error.hint === undefined ? {} : {hint: error.hint}),
  })
}

const rolledBack = 'Rolled back:'

function nameOf(error: OpsError): keyof typeof exitCodes {
  return (Object.keys(exitCodes) as (keyof typeof exitCodes)[]).find((name) => exitCodes[name] === error.exit) ?? 'internal'
}
