import {shellQuote} from '@ops/core/transport'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {backupFolder, stagingFolder} from '../layout/layout.ts'
import type {Plan} from '../plan/plan.ts'
import {removeFolderLines} from './remove-folder.ts'
import {runStartScript} from './run-start-script.ts'
import {installFiles, ownLines, stagedPath, stageFile} from './stage-file.ts'
import {step} from './run-step.ts'

const q = (...words: string[]) => shellQuote(words)

/** Follows a plan of removal, in its order: the folder with the manifest goes last, so that a killed run can go on. */
export async function applyRemove({actions}: Plan, transport: PhoneTransport, signal: AbortSignal | undefined): Promise<void> {
  const needsStaging = actions.some(({kind}) => kind === 'file' || kind === 'restore')
  if (needsStaging) await step(transport, 'made the staging folder', `umask 077; mkdir -p ${q(stagingFolder)}`, {signal})
  for (const action of actions) {
    if (action.kind === 'process') await runStartScript(transport, action.script, 'stop', signal)
    else if (action.kind === 'remove') await step(transport, `removed ${action.path}`, `rm -f ${q(action.path)}`, {signal})
    else if (action.kind === 'restore') {
      const {path, backup} = action
      const copy = `cp -p ${q(`${backupFolder}/${backup}`)} ${q(stagedPath(path))}`
      await step(transport, `put back ${path}`, ['set -e', copy, ...ownLines(stagedPath(path), action)].join('\n'), {signal})
      await installFiles(transport, [path], signal)
    } else if (action.kind === 'file') {
      await stageFile(transport, action.path, action.after, action, signal)
      await installFiles(transport, [action.path], signal)
    } else if (action.kind === 'remove-folder') {
      await step(transport, `removed ${action.path}`, removeFolderLines(action.path), {signal})
    }
  }
}
