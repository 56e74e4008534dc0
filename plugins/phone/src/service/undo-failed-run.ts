import {asOpsError, type ExitName, exitCodes, OpsError} from '@ops/core/errors'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {rollBack} from '../apply/roll-back.ts'
import {manifestFile} from '../layout/layout.ts'
import {readManifest} from '../manifest/manifest.ts'
import {fileAt} from '../facts/phone-facts.ts'
import {probePhone} from '../probe/probe-phone.ts'

/**
 * Rolls a failed run back and adds to its error what was put back, or that it could not be. Not when the phone is gone,
 * nor when the run was stopped or lost its lease, since then somebody else may be at work on it: the next run goes on.
 */
export async function undone(transport: PhoneTransport, sshd: string, error: OpsError, signal: AbortSignal): Promise<OpsError> {
  if (signal.aborted || error.exit === exitCodes.unreachable) return error
  try {
    const manifest = readManifest(fileAt(await probePhone(transport), manifestFile).content)
    if (manifest === undefined || manifest.state === 'done') return error
    const did = await rollBack(transport, manifest, sshd, undefined)
    return withMore(error, transport.phone, `Rolled back: ${did.join(', ')}.`)
  } catch (thrown) {
    return withMore(error, transport.phone, `It could not be rolled back: ${asOpsError(thrown).message} The same command again goes on.`)
  }
}

function withMore({code, message, exit, hint, cause}: OpsError, host: string, more: string): OpsError {
  const name = (Object.keys(exitCodes) as ExitName[]).find((one) => exitCodes[one] === exit) ?? 'internal'
  return new OpsError(code, `${message} ${more}`, name, {host, cause, ...(hint === undefined ? {} : {hint})})
}
