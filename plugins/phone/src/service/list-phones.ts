import {type Untrusted, untrusted} from '@ops/core/untrusted'
import {listDevices} from '../adb/await-ready.ts'
import {explainState} from '../adb/device-state.ts'
import {openPhone} from '../adb/open-phone.ts'
import type {PhonesSection} from '../inventory/section.ts'
import type {PhoneServices} from '../session/phone-services.ts'

export interface ListedPhone {
  /** Its name in the inventory, else its serial. */
  host: string
  serial: string
  state: string
  model: Untrusted
  rom: Untrusted
  /** Why it is not ready, and what to do. */
  problem?: string
  hint?: string
}

const none = untrusted('')

/** Attached phones, and those of the inventory that are not. */
export async function listPhones(services: PhoneServices, phones: PhonesSection, signal: AbortSignal): Promise<ListedPhone[]> {
  const devices = await listDevices(services.server, signal)
  const nameOf = (serial: string, model?: Untrusted) =>
    Object.entries(phones).find(
      ([, phone]) => phone.serial === serial || (phone.serial === undefined && phone.model?.replaceAll(' ', '_') === model?.raw),
    )?.[0] ?? serial
  const attached = await Promise.all(
    devices.map(async ({serial, state, model}): Promise<ListedPhone> => {
      const wrong = explainState(state)
      const host = nameOf(serial, model)
      const seen = wrong === undefined ? await identify(services, host, serial, signal) : {model: none, rom: none}
      return {
        host,
        serial,
        state,
        model: seen.model.raw === '' ? (model ?? none) : seen.model,
        rom: seen.rom,
        ...(wrong === undefined ? {} : {problem: wrong.sentence, hint: wrong.next}),
      }
    }),
  )
  const missing = Object.entries(phones)
    .filter(([name]) => !attached.some(({host}) => host === name))
    .map(
      ([host, {serial = '', model = ''}]): ListedPhone => ({
        host,
        serial,
        state: 'absent',
        model: untrusted(model),
        rom: none,
        problem: 'the phone is not attached: adb does not list it.',
        hint: 'plug the phone in and switch on USB debugging; for a phone in the network run ops phone info NAME, which connects to it',
      }),
    )
  return [...attached, ...missing]
}

/** Model and ROM: LineageOS has a version of its own; other builds are named by their Android release. */
async function identify(
  {server, clock}: PhoneServices,
  phone: string,
  serial: string,
  signal: AbortSignal,
): Promise<{model: Untrusted; rom: Untrusted}> {
  const script = 'getprop ro.product.model; getprop ro.lineage.version; getprop ro.build.version.release'
  try {
    const {stdout} = await openPhone({server, clock, phone, serial}).shell(script, {
      timeoutMs: 10_000,
      signal,
      doing: 'read its properties',
    })
    const [model = '', lineage = '', android = ''] = stdout.split(/\r?\n/)
    const rom = lineage !== '' ? `LineageOS ${lineage}` : android !== '' ? `Android ${android}` : ''
    return {model: untrusted(model), rom: untrusted(rom)}
  } catch {
    signal.throwIfAborted()
    return {model: none, rom: untrusted('does not answer')}
  }
}
