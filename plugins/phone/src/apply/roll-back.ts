import type {PhoneTransport} from '../adb/phone-transport.ts'
import type {Manifest} from '../manifest/manifest.ts'
import {describeUndo} from '../plan/roll-back-plan.ts'
import {rollBackCalls} from './roll-back-script.ts'
import {runStep} from './run-step.ts'
import {stageManifest, writeManifest} from './stage-file.ts'

/**
 * Restores the state before the run that wrote this manifest; returns the steps, for people. The phone is changed by one
 * script that runs there to its end, so that a killed ops or a lost cable leaves the access of before or of after it,
 * never none. If the phone itself fails during it, the mark in its manifest makes the next run start with the roll-back.
 */
export async function rollBack(
  transport: PhoneTransport,
  manifest: Manifest,
  sshd: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const {undo} = manifest
  if (undo === undefined) return []
  if (manifest.state !== 'undoing') await writeManifest(transport, {...manifest, state: 'undoing'}, signal)
  if (undo.before !== null) await stageManifest(transport, undo.before, signal)
  await runStep(transport, {name: 'rolled back', calls: rollBackCalls(manifest, undo, sshd), signal})
  return describeUndo(undo)
}
