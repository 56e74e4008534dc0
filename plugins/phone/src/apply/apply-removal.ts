import type {PhoneTransport} from '../adb/phone-transport.ts'
import {stagingFolder} from '../layout/layout.ts'
import type {Plan} from '../plan/plan.ts'
import {backupPath, ownCalls, removeFolderCalls, stagedPath} from './compose-step.ts'
import {runStartScript, runStep} from './run-step.ts'
import {installFiles, stageFile} from './stage-file.ts'

/** Applies a plan of removal, in its order: the folder with the manifest is last, so that a killed run can be continued. */
export async function applyRemoval({actions}: Plan, transport: PhoneTransport, signal: AbortSignal | undefined): Promise<void> {
  const needsStaging = actions.some(({kind}) => kind === 'file' || kind === 'restore')
  if (needsStaging) {
    const calls = [
      ['umask', '077'],
      ['mkdir', '-p', stagingFolder],
    ]
    await runStep(transport, {name: 'made the staging folder', calls, signal})
  }
  for (const action of actions) {
    if (action.kind === 'process') await runStartScript(transport, action.script, 'stop', signal)
    else if (action.kind === 'remove')
      await runStep(transport, {name: `removed ${action.path}`, calls: [['rm', '-f', action.path]], signal})
    else if (action.kind === 'restore') {
      const {path, backup} = action
      const calls = [['cp', '-p', backupPath(backup), stagedPath(path)], ...ownCalls(stagedPath(path), action)]
      await runStep(transport, {name: `restored ${path}`, calls, signal})
      await installFiles(transport, [path], signal)
    } else if (action.kind === 'file') {
      const {path, after, mode, uid, gid} = action
      await stageFile(transport, {path, text: after, mode, uid, gid}, signal)
      await installFiles(transport, [path], signal)
    } else if (action.kind === 'remove-folder') {
      await runStep(transport, {name: `removed ${action.path}`, calls: removeFolderCalls(action.path), signal})
    }
  }
}
