import {chmod, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {makeFolder} from '@ops/core/files'
import {loadScript} from '@ops/core/scripts'

/** Installs a minimal init and a poweroff program in a root. */
export async function installInit(root: string): Promise<void> {
  const folder = join(root, 'usr', 'local', 'sbin')
  await makeFolder(folder)
  for (const name of ['ops-init', 'ops-poweroff']) {
    await writeFile(join(folder, name), loadScript(new URL(`./scripts/${name}.sh`, import.meta.url)))
    await chmod(join(folder, name), 0o755)
  }
}
