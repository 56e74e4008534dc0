import {readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {identify, livenessOf, type ProcessIdentity} from '../process/index.ts'
import {runChild} from './run-child.ts'
import {sshPath} from './ssh-flags.ts'

/** Beside the socket of a connection: the ops that opened it. */
const suffix = '.owner'

/** Says whose connection it is, before it is opened. */
export async function claimMaster(socket: string): Promise<void> {
  await writeFile(socket + suffix, JSON.stringify(await identify()), {mode: 0o600})
}

export async function disownMaster(socket: string): Promise<void> {
  await rm(socket + suffix, {force: true})
}

/**
 * Ends the connections that an ops which was killed left behind: the machine would report each as somebody's login for another minute
 * (ControlPersist). A command that still runs in one runs to its end, and the connection ends with it.
 */
export function closeLeftMasters(runDir: string): Promise<void> {
  const closing = closed.get(runDir) ?? closeAll(runDir)
  closed.set(runDir, closing)
  return closing
}

/** Looked at once, however many machines a command has. */
const closed = new Map<string, Promise<void>>()

async function closeAll(runDir: string): Promise<void> {
  const names = (await readdir(runDir).catch(() => [])).filter((name) => name.endsWith(suffix))
  await Promise.all(names.map((name) => closeIfLeft(join(runDir, name.slice(0, -suffix.length)))))
}

async function closeIfLeft(socket: string): Promise<void> {
  const owner = await readOwner(socket + suffix)
  if (owner === undefined || (await livenessOf(owner)) !== 'gone') return
  const argv = ['ssh', '-o', `ControlPath=${sshPath(socket)}`, '-O', 'stop', '--', 'left']
  await runChild({host: 'localhost', program: 'ssh', argv}, {timeoutMs: 5000}).catch(() => {})
  await Promise.all([rm(socket, {force: true}), disownMaster(socket)])
}

/** Undefined for a file that another ops is writing. */
async function readOwner(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity
  } catch {
    return undefined
  }
}
