import {errorMessage} from '@ops/core/text'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {connectionErrors} from '../errors/connection-errors.ts'
import type {PhoneFacts} from '../facts/phone-facts.ts'
import {parseReport} from './parse-report.ts'
import {probeScript} from './probe-script.ts'

/** Reads the state of the phone. */
export async function probePhone(transport: PhoneTransport, signal?: AbortSignal): Promise<PhoneFacts> {
  const {phone} = transport
  const {stdout, stderr} = await transport.shell(probeScript(), {doing: 'probed it', ...(signal === undefined ? {} : {signal})})
  try {
    return parseReport(stdout)
  } catch (cause) {
    const reason = errorMessage(cause)
    throw connectionErrors.PHONE_NOT_ANDROID(
      {host: phone, cause},
      phone,
      stderr.trim() === '' ? reason : `${reason}; its error output is "${stderr.trim().split('\n')[0]}"`,
    )
  }
}
