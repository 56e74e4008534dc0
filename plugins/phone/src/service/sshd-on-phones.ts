import type {HookName} from '../layout/hooks.ts'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import {readKeyFile} from '../keys/key-file.ts'
import type {LayoutName} from '../layout/layout.ts'
import type {SshdRequest} from '../plan/request.ts'
import {actOnPhone, withRun} from '../session/act-on-phone.ts'
import type {ActingDeps} from '../session/phone-services.ts'
import {eachPhone, type PhoneResult} from '../session/each-phone.ts'
import {removeSshd} from './remove-sshd.ts'
import {type SetUpOutcome, setUpSshd} from './set-up-sshd.ts'

export interface SshdInput {
  phones: readonly SelectedPhone[]
  /** As the flags gave it; undefined was not given. */
  given: {
    layout?: string | undefined
    port?: number | undefined
    listen?: string[] | undefined
    ttlSeconds?: number | 'none' | undefined
    hook?: string | undefined
  }
  keys: readonly string[] | undefined
  remove: boolean
  check: boolean
  fanout: number
  signal: AbortSignal
}

/** `ops phone sshd` over its phones: one result each. */
export async function sshdOnPhones(deps: ActingDeps, input: SshdInput): Promise<PhoneResult<SetUpOutcome>[]> {
  const {phones, keys, remove, check, fanout, signal} = input
  const request = requestOf(input.given)
  const does = async (phone: SelectedPhone, signal: AbortSignal) => {
    const keyFiles = await Promise.all((keys ?? (remove ? [] : phone.entry.key) ?? []).map(readKeyFile))
    return remove ? removeSshd(deps, {phone, keyFiles, check, signal}) : setUpSshd(deps, {phone, request, keyFiles, check, signal})
  }
  const act = remove ? 'phone.sshd.remove' : 'phone.sshd'
  return check
    ? eachPhone(phones, fanout, signal, (phone) => does(phone, signal))
    : withRun(deps, 'phone sshd', phones, (run) =>
        eachPhone(phones, fanout, signal, (phone) => actOnPhone(deps, run, act, phone, signal, (held) => does(phone, held))),
      )
}

function requestOf({layout, port, listen, ttlSeconds, hook}: SshdInput['given']): Omit<SshdRequest, 'keys'> {
  return {
    ...(layout === undefined ? {} : {layout: layout as LayoutName}),
    ...(port === undefined ? {} : {port}),
    ...(listen === undefined ? {} : {listen}),
    ...(ttlSeconds === undefined ? {} : {ttlSeconds}),
    ...(hook === undefined ? {} : {hook: hook as HookName | 'auto' | 'none'}),
  }
}
