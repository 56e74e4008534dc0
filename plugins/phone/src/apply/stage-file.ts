import type {PhoneTransport} from '../adb/phone-transport.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'
import {manifestFile, shellUid} from '../layout/layout.ts'
import {type Manifest, formatManifest} from '../manifest/manifest.ts'
import type {Ownership} from '../plan/action.ts'
import {ignoreHangUp, installCalls, ownCalls, stagedPath} from './compose-step.ts'
import {runStep} from './run-step.ts'

export interface StagedFile extends Ownership {
  path: string
  text: string
}

/**
 * Writes a file into the staging folder with its final owner and mode, and compares what the phone then reads back.
 * Not by push: adbd removes the target first and leaves the mode 0666.
 */
export async function stageFile(
  transport: PhoneTransport,
  {path, text, ...own}: StagedFile,
  signal: AbortSignal | undefined,
): Promise<void> {
  const staged = stagedPath(path)
  const name = `wrote ${path}`
  const calls = [['umask', '077'], ['write_input', staged], ...ownCalls(staged, own), ['cat', staged]]
  const found = await runStep(transport, {name, calls, stdin: text, signal})
  if (found !== text) {
    const {phone} = transport
    throw sshdErrors.PHONE_STEP_FAILED(
      {host: phone},
      phone,
      name,
      `expected ${text.length} characters when reading it back, found ${found.length}`,
    )
  }
}

/** Renames staged files into place, gives them their SELinux labels, and syncs the disk. */
export async function installFiles(transport: PhoneTransport, paths: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  const calls = [ignoreHangUp, ...paths.flatMap(installCalls), ['sync']]
  await runStep(transport, {name: 'moved the files into place', calls, signal})
}

/** The shell user, as which adb runs without root, may read it. */
const manifestOwner: Ownership = {mode: 0o640, uid: 0, gid: shellUid}

export async function stageManifest(transport: PhoneTransport, manifest: Manifest, signal: AbortSignal | undefined): Promise<void> {
  await stageFile(transport, {path: manifestFile, text: formatManifest(manifest), ...manifestOwner}, signal)
}

export async function writeManifest(transport: PhoneTransport, manifest: Manifest, signal: AbortSignal | undefined): Promise<void> {
  await stageManifest(transport, manifest, signal)
  await installFiles(transport, [manifestFile], signal)
}
