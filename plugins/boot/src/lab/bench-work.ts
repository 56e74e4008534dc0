import {chmod, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {makeFolder} from '@ops/core/files'
import {loadScript} from '@ops/core/scripts'

/** Programs of the x86 machine by their paths in its root: work that can be lost, and its start at boot. */
const programs = {'usr/local/bin/tally': './scripts/tally.pl', 'etc/rc.local': './scripts/rc-local.sh'}

/** Installs the work of the bench's x86 machine in its root. */
export async function installWork(root: string): Promise<void> {
  await makeFolder(join(root, 'usr/local/bin'))
  for (const [path, script] of Object.entries(programs)) {
    await writeFile(join(root, path), loadScript(new URL(script, import.meta.url)))
    await chmod(join(root, path), 0o755)
  }
}

/** The work as the inventory declares it. */
export const benchWork = {name: 'tally', kind: 'process', pidfile: '/run/tally.pid', files: ['/run/tally'], startsOnce: ['/etc/rc.local']}
