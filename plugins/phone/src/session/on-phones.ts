import type {ErrorJson} from '@ops/core/errors'
import {onHosts, type OnHosts} from '@ops/core/runs'
import type {SelectedPhone} from '../inventory/select-phones.ts'

export type PhoneResult<T> = (T & {host: string; error?: never}) | {host: string; serial: string; error: ErrorJson}

/** The same action on several phones at the same time; the failure of a phone is its result, with the phone's serial. */
export async function onPhones<T extends {host: string; serial: string; error?: never}>(
  phones: readonly SelectedPhone[],
  options: OnHosts<SelectedPhone, T>,
): Promise<PhoneResult<T>[]> {
  const results = await onHosts(phones, options)
  return results.map((result, at) => {
    if (result.error === undefined) return result
    const {host, error} = result
    return {host, serial: phones[at]?.serial ?? '', error}
  })
}
