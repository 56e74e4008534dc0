import {applyPlan} from '../apply/apply-plan.ts'
import {applyRemoval} from '../apply/apply-removal.ts'
import {writeManifest} from '../apply/stage-file.ts'
import {describeBoot} from '../boot/describe-boot.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import {isInForeignLine, parseAuthorizedKeys} from '../keys/authorized-keys.ts'
import type {KeyFile} from '../keys/key-file.ts'
import {keysFile} from '../layout/layout.ts'
import {ownProcess} from '../plan/plan-process.ts'
import {planRemoval} from '../plan/plan-removal.ts'
import {planKeyRemoval} from '../plan/plan-key-removal.ts'
import {renderPlan} from '../plan/render-plan.ts'
import {fileAt} from '../facts/phone-facts.ts'
import {probePhone} from '../probe/probe-phone.ts'
import {describeRom} from '../rom/describe.ts'
import {unpinHostKey} from '../ssh/pin-host-key.ts'
import type {PhoneServices} from '../session/phone-services.ts'
import {surveyPhone, surveyAsRoot} from './survey-phone.ts'
import type {SetUpOutcome} from './set-up-sshd.ts'

export interface RemoveInput {
  phone: SelectedPhone
  /** Only these keys; none: everything. */
  keyFiles: readonly KeyFile[]
  check: boolean
  signal: AbortSignal
}

/** Removes ops' sshd (or only some keys) from the phone, and verifies that nothing of it is left. */
export async function removeSshd(services: PhoneServices, {phone, keyFiles, check, signal}: RemoveInput): Promise<SetUpOutcome> {
  const {name, serial} = phone
  const {transport, facts, rolledBack} = await (check ? surveyPhone : surveyAsRoot)(services, phone, signal)
  const keys = keyFiles.flatMap((file) => file.keys)
  const onlyKeys = keyFiles.length > 0
  const planOf = (seen: typeof facts) => (onlyKeys ? planKeyRemoval(seen, keys) : planRemoval(seen))
  const plan = planOf(facts)
  const changes = plan.actions.length
  if (!check && changes > 0) {
    if (onlyKeys) {
      const context = {
        transport,
        sshd: facts.sshd[0] ?? '',
        sshKeygen: facts.sshKeygen[0] ?? '',
        wasRunning: ownProcess(facts, plan.layout) !== undefined,
        signal,
      }
      const {undo: _, ...manifest} = await applyPlan(plan, context)
      await writeManifest(transport, {...manifest, state: 'done'}, signal)
    } else await applyRemoval(plan, transport, signal)
    const [left] = planOf(await probePhone(transport, signal)).actions
    if (left !== undefined)
      throw sshdErrors.PHONE_STEP_FAILED({host: name}, name, 'verified the removal', `still to do: ${renderPlan([left]).split('\n')[0]}`)
  }
  const split = parseAuthorizedKeys(fileAt(facts, keysFile).content ?? '')
  const elsewhere = (onlyKeys ? keys : split.block).filter((key) => isInForeignLine(split, key))
  if (!check && !onlyKeys) await unpinHostKey(services.stateDir, serial)
  return {
    host: name,
    serial,
    rom: describeRom(facts),
    changed: !check && changes > 0,
    changes,
    rolledBack,
    plan: renderPlan(plan.actions),
    unseen: plan.unseen,
    checks: [],
    ...(onlyKeys ? {boot: describeBoot(name, plan.settings.hook, facts)} : {}),
    open: elsewhere.map(
      ({type, comment}) =>
        `${name}: the key ${comment || type} is also in a line of ${keysFile} that ops did not write, and still gets in.`,
    ),
  }
}
