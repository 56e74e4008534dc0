import {errorMessage} from '@ops/core/text'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {connectionErrors} from '../errors/connection-errors.ts'
import type {PhoneFacts} from '../facts/phone-facts.ts'
import {parseProbe} from './parse-report.ts'
import {probeScript} from './probe-script.ts'

/** Looks at the phone, reading only. */
export async function probePhone(transport: PhoneTransport, signal?: AbortSignal): Promise<PhoneFacts> {
  const {phone} = transport
  const {stdout, stderr} = await transport.shell(probeScript(), {doing: 'looked at it', ...(signal === undefined ? {} : {signal})})
  try {
    return parseProbe(stdout)
  } catch (cause) {
    const said = errorMessage(cause)
    throw connectionErrors.PHONE_NOT_ANDROID(
      {host: phone, cause},
      phone,
      stderr.trim() === '' ? said : `${said}; it said "${stderr.trim().split('\n')[0]}"`,
    )
  }
}
