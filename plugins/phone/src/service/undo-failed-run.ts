import {asOpsError, type ExitName, exitCodes, OpsError} from '@ops/core/errors'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {rollBack} from '../apply/roll-back.ts'
import {fileAt} from '../facts/phone-facts.ts'
import {manifestFile} from '../layout/layout.ts'
import {parseManifest} from '../manifest/manifest.ts'
import {probePhone} from '../probe/probe-phone.ts'

/**
 * Rolls a failed run back, and adds to its error what was restored or that the roll-back failed. Does nothing if the phone
 * is unreachable, or if the run was stopped or lost its lease, since another run may then change the phone. The next run
 * continues in these cases.
 */
export async function undoFailedRun(transport: PhoneTransport, sshd: string, error: OpsError, signal: AbortSignal): Promise<OpsError> {
  if (signal.aborted || error.exit === exitCodes.unreachable) return error
  const {phone} = transport
  try {
    const manifest = parseManifest(fileAt(await probePhone(transport), manifestFile).content)
    if (manifest === undefined || manifest.state === 'done') return error
    const undone = await rollBack(transport, manifest, sshd, undefined)
    return withMore(error, phone, `Rolled back: ${undone.join(', ')}.`)
  } catch (thrown) {
    return withMore(error, phone, `The roll-back failed: ${asOpsError(thrown).message} Run the same command again to complete it.`)
  }
}

function withMore({code, message, exit, hint, cause}: OpsError, host: string, more: string): OpsError {
  const name = (Object.keys(exitCodes) as ExitName[]).find((one) => exitCodes[one] === exit) ?? 'internal'
  return new OpsError(code, `${message} ${more}`, name, {host, cause, ...(hint === undefined ? {} : {hint})})
}
