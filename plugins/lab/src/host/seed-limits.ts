import {chmod, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {makeFolder} from '@ops/core/files'
import {findProgram} from '@ops/core/process'
import {must} from '../machine/run-tool.ts'
import {scriptFile} from './seed.ts'

/** CAP_SYS_RESOURCE (linux/capability.h). */
const sysResource = 24n

const library = 'usr/local/lib/ops-lab/read-limits.so'

/**
 * criu reads the limits of each process, which for another user's needs CAP_SYS_RESOURCE. Some sandboxes take it from root;
 * there the hosts get a library that reads them from /proc. Returns why this could not be done.
 */
export async function seedLimits(seed: string): Promise<string | undefined> {
  const [, bounds] = /^CapEff:\s*([0-9a-f]+)$/m.exec(await readFile('/proc/self/status', 'utf8')) ?? []
  if (bounds === undefined || (BigInt(`0x${bounds}`) >> sysResource) & 1n) return undefined
  const compiler = ['cc', 'gcc', 'tcc'].find((name) => findProgram(name) !== undefined)
  if (compiler === undefined)
    return 'root lacks CAP_SYS_RESOURCE here, so the hosts cannot move processes of other users; apt-get install tcc libc6-dev'
  await makeFolder(join(seed, 'usr/local/lib/ops-lab'))
  await must([compiler, '-shared', '-fPIC', '-o', join(seed, library), scriptFile('read-limits.c')])
  await writeFile(join(seed, 'etc/ld.so.preload'), `/${library}\n`)
  for (const file of [library, 'etc/ld.so.preload']) await chmod(join(seed, file), 0o644)
  await chmod(join(seed, 'usr/local/lib/ops-lab'), 0o755)
  return undefined
}
