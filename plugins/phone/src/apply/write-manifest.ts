import type {PhoneTransport} from '../adb/phone-transport.ts'
import {manifestFile, shellUid} from '../layout/layout.ts'
import type {Ownership} from '../plan/action.ts'
import {type Manifest, showManifest} from '../manifest/manifest.ts'
import {installFiles, stageFile} from './stage-file.ts'

/** The shell user, as whom adb looks without root, may read it. */
const owner: Ownership = {mode: 0o640, uid: 0, gid: shellUid}

export async function stageManifest(transport: PhoneTransport, manifest: Manifest, signal: AbortSignal | undefined): Promise<void> {
  await stageFile(transport, manifestFile, showManifest(manifest), owner, signal)
}

export async function writeManifest(transport: PhoneTransport, manifest: Manifest, signal: AbortSignal | undefined): Promise<void> {
  await stageManifest(transport, manifest, signal)
  await installFiles(transport, [manifestFile], signal)
}
