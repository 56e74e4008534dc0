import {inRun} from '@ops/core/runs'
import type {HookName} from '../layout/hooks.ts'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import {readKeyFile} from '../keys/key-file.ts'
import type {LayoutName} from '../layout/layout.ts'
import type {SshdRequest} from '../plan/request.ts'
import {actOnPhone} from '../session/act-on-phone.ts'
import type {ActingServices} from '../session/phone-services.ts'
import {onPhones, type PhoneResult} from '../session/on-phones.ts'
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

/** `ops phone sshd` on its phones: one result each. */
export async function sshdOnPhones(services: ActingServices, input: SshdInput): Promise<PhoneResult<SetUpOutcome>[]> {
  const {phones, keys, remove, check, fanout, signal} = input
  const request = requestOf(input.given)
  const setUpOrRemove = async (phone: SelectedPhone, signal: AbortSignal) => {
    const keyFiles = await Promise.all((keys ?? (remove ? [] : phone.entry.key) ?? []).map(readKeyFile))
    return remove ? removeSshd(services, {phone, keyFiles, check, signal}) : setUpSshd(services, {phone, request, keyFiles, check, signal})
  }
  if (check) return onPhones(phones, {fanout, signal, action: (phone) => setUpOrRemove(phone, signal)})
  const act = remove ? 'phone.sshd.remove' : 'phone.sshd'
  const start = {command: 'phone sshd', argv: process.argv.slice(2), hosts: phones.map(({name}) => name)}
  const {hosts} = await inRun(services, start, (run) =>
    onPhones(phones, {
      fanout,
      signal,
      action: (phone) => actOnPhone({services, run, act, phone, signal}, (held) => setUpOrRemove(phone, held)),
    }),
  )
  return hosts
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
