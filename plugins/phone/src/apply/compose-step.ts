import {basename, dirname} from 'node:path'
import {loadScript} from '@ops/core/scripts'
import {backupFolder, logFile, manifestFile, opsFolder, stagingFolder} from '../layout/layout.ts'
import type {Ownership} from '../plan/action.ts'
import {type Call, composeScript} from '../shell/compose-script.ts'

/** The functions that the calls of a step use. */
export function stepFunctions(): string {
  return loadScript(new URL('./scripts/steps.sh', import.meta.url))
}

/** The script of one step: it ends with the first call that fails. */
export function composeStep(calls: readonly Call[]): string {
  return composeScript(stepFunctions(), [['set', '-e'], ...calls])
}

/** Where a file waits before it is renamed into place; same file system, so the rename is atomic. */
export function stagedPath(path: string): string {
  return `${stagingFolder}/${path.slice(1).replaceAll('/', '+')}`
}

export function backupPath(name: string): string {
  return `${backupFolder}/${name}`
}

/** Lets the script run to its end when the connection is lost. */
export const ignoreHangUp: Call = ['trap', '', 'HUP', 'PIPE']

/** Gives a file or a folder its owner and mode. */
export function ownCalls(path: string, {uid, gid, mode}: Ownership): Call[] {
  return [
    ['chown', `${uid}:${gid}`, path],
    ['chmod', mode.toString(8), path],
  ]
}

/**
 * Renames a staged file into place and gives it its SELinux label. On another file system it waits once more; not in its
 * own folder, where init would read every file, whatever its name ends with.
 */
export function installCalls(path: string): Call[] {
  const staged = stagedPath(path)
  const waiting = `${dirname(dirname(path))}/${basename(path)}.ops`
  const move = path.startsWith('/data/') ? ['mv', '-f', staged, path] : ['move_between_disks', staged, waiting, path]
  return [move, ['set_label', path]]
}

/** Removes a folder: ops' own whole, the manifest before the copies that it names; any other one only if it is empty. */
export function removeFolderCalls(path: string): Call[] {
  if (path !== opsFolder) return [['remove_empty_folder', path]]
  return [
    ['rm', '-f', manifestFile],
    ['rm', '-rf', opsFolder],
  ]
}

/** Runs ops' own start script; on failure the end of sshd's log is the step's error output. */
export function startScriptCall(script: string, act: 'start' | 'restart' | 'stop'): Call {
  return ['run_start_script', script, act, logFile]
}
