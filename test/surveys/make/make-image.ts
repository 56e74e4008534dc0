import {execFile} from 'node:child_process'
import {mkdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'

const run = promisify(execFile)

/** Disk, kernel and key of a machine, in one folder. */
export interface MachineImage {
  folder: string
  /** File of the key with which root and alice log in. */
  identity: string
}

/** Makes a disk from a root file system, which is not changed. Needs root. */
export async function makeImage(
  root: string,
  folder: string,
  {name, prepare = ''}: {name: string; prepare?: string},
): Promise<MachineImage> {
  await mkdir(folder, {recursive: true, mode: 0o700})
  const identity = join(folder, 'key')
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'surveys', '-f', identity])
  const key = (await readFile(`${identity}.pub`, 'utf8')).trim()
  const script = fileURLToPath(new URL('make-image.sh', import.meta.url))
  await run('unshare', ['--mount', script, root, folder, name, key, prepare], {timeout: 600_000})
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', 'disk.img', '-F', 'raw', join(folder, 'state.qcow2')])
  return {folder, identity}
}
