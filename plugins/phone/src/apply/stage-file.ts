import {basename, dirname} from 'node:path'
import {shellQuote} from '@ops/core/transport'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'
import {stagingFolder} from '../layout/layout.ts'
import type {Ownership} from '../plan/action.ts'
import {step} from './run-step.ts'

/** Where a file waits before it is renamed into place; same file system, so the rename is atomic. */
export function stagedPath(path: string): string {
  return `${stagingFolder}/${path.slice(1).replaceAll('/', '+')}`
}

/**
 * Writes a file into the staging folder with its final owner and mode, and compares what the phone then reads back.
 * Not by push: adbd removes the target first and leaves the mode 0666.
 */
export async function stageFile(
  transport: PhoneTransport,
  path: string,
  text: string,
  own: Ownership,
  signal: AbortSignal | undefined,
): Promise<void> {
  const staged = shellQuote([stagedPath(path)])
  const script = ['set -e', 'umask 077', `cat > ${staged}`, ...ownLines(stagedPath(path), own), `cat ${staged}`].join('\n')
  const found = await step(transport, `wrote ${path}`, script, {stdin: text, signal})
  if (found !== text)
    throw sshdErrors.PHONE_STEP_FAILED(
      {host: transport.phone},
      transport.phone,
      `wrote ${path}`,
      `the phone reads back ${found.length} characters instead of ${text.length}`,
    )
}

/*
 * Lines for scripts of the phone's shell that begin with `set -e`. Each is one command: what fails in the middle of
 * `a && b` does not end such a script.
 */

/** Gives a file its owner and mode. */
export function ownLines(path: string, {uid, gid, mode}: Ownership): string[] {
  const file = shellQuote([path])
  return [`chown ${uid}:${gid} ${file}`, `chmod ${mode.toString(8)} ${file}`]
}

/** Keeps a copy, unless there is one; a copy that was cut short is none. */
export function keepLine(path: string, copy: string): string {
  const [from, half, to] = [path, `${copy}.new`, copy].map((one) => shellQuote([one]))
  return `if [ ! -f ${to} ]; then cp -p ${from} ${half}; mv ${half} ${to}; fi`
}

/** Renames a staged file into place and gives it its SELinux label. */
export function installLines(path: string): string[] {
  return [moveLine(path), `restorecon ${shellQuote([path])} 2> /dev/null || :`]
}

/**
 * Only on one file system is a rename whole, so for another one the file waits once more; not in its own folder, where
 * init would read every file, whatever its name ends with.
 */
function moveLine(path: string): string {
  const waiting = `${dirname(dirname(path))}/${basename(path)}.ops`
  const [staged, there, target] = [stagedPath(path), waiting, path].map((one) => shellQuote([one]))
  if (path.startsWith('/data/')) return `mv -f ${staged} ${target}`
  return `cp -p ${staged} ${there} || { rm -f ${there}; exit 1; }; mv -f ${there} ${target}; rm -f ${staged}`
}

/** Renames staged files into place, gives them their SELinux labels, and puts it all on the disk. */
export async function installFiles(transport: PhoneTransport, paths: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  const script = ['trap "" HUP PIPE', 'set -e', ...paths.flatMap(installLines), 'sync']
  await step(transport, 'moved the files into place', script.join('\n'), {signal})
}
