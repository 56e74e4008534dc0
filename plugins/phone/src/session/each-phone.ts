import {asOpsError, type ErrorJson} from '@ops/core/errors'
import type {SelectedPhone} from '../inventory/select-phones.ts'

export type PhoneResult<T> = (T & {host: string; error?: undefined}) | {host: string; serial: string; error: ErrorJson}

/** Does the same with every phone, several at once; a phone's failure is its result, the end of the run is an exception. */
export async function eachPhone<T extends {host: string}>(
  phones: readonly SelectedPhone[],
  fanout: number,
  signal: AbortSignal,
  does: (phone: SelectedPhone) => Promise<T>,
): Promise<PhoneResult<T>[]> {
  const {default: pMap} = await import('p-map')
  return pMap(
    phones,
    async (phone): Promise<PhoneResult<T>> => {
      try {
        return await does(phone)
      } catch (thrown) {
        signal.throwIfAborted()
        return {host: phone.name, serial: phone.serial, error: asOpsError(thrown, phone.name).toJSON()}
      }
    },
    {concurrency: fanout},
  )
}
