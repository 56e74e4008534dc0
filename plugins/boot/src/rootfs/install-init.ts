import {chmod, mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {opsInit, opsPoweroff} from './ops-init.ts'

/** Installs a minimal init and a poweroff program in a root. */
export async function installInit(root: string): Promise<void> {
  const folder = join(root, 'usr', 'local', 'sbin')
  await mkdir(folder, {recursive: true})
  for (const [name, text] of [
    ['ops-init', opsInit],
    ['ops-poweroff', opsPoweroff],
  ] as const) {
    await writeFile(join(folder, name), text)
    await chmod(join(folder, name), 0o755)
  }
}
