import {type Layout, layouts, logFile, manifestFile} from '../layout/layout.ts'
import type {Manifest, Undo} from '../manifest/manifest.ts'
import {removalOrder} from '../plan/removal-order.ts'
import type {Call} from '../shell/compose-script.ts'
import {backupPath, ignoreHangUp, installCalls, ownCalls, removeFolderCalls, stagedPath, startScriptCall} from './compose-step.ts'

/**
 * The calls of a roll-back (`describeUndo` lists it for people); the manifest of before the run is in the staging
 * folder. The calls may run twice.
 */
export function rollBackCalls({settings, folders}: Manifest, {files, wasRunning, before}: Undo, sshd: string): Call[] {
  const layout = layouts[settings.layout]
  return [
    ignoreHangUp,
    ['stop_own_sshd', layout.script, logFile],
    ...Object.entries(files).flatMap(([path, original]): Call[] =>
      original === null
        ? [['rm', '-f', path]]
        : [['cp', '-p', backupPath(original.backup), stagedPath(path)], ...ownCalls(stagedPath(path), original), ...installCalls(path)],
    ),
    ['sync'],
    ...(wasRunning ? [startBefore(layout, before, sshd)] : []),
    ...(before === null ? removalOrder(folders).flatMap(removeFolderCalls) : installCalls(manifestFile)),
    ['sync'],
  ]
}

/** Starts the sshd of before the run: ops' own, or a foreign one that was set up with the same files. */
function startBefore({config, pidfile}: Layout, before: Manifest | null, sshd: string): Call {
  if (before !== null) return startScriptCall(layouts[before.settings.layout].script, 'start')
  return ['start_foreign_sshd', sshd, config, pidfile]
}
