import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {makeFolder} from '@ops/core/files'
import {cgroup2Mount} from './cgroup2.ts'
import {must} from './run-tool.ts'

/** Where this machine's cgroup2 tree is mounted; a machine without one gets it mounted below the lab's folder. */
export async function findCgroup(dir: string): Promise<string> {
  const mounted = cgroup2Mount(await readFile('/proc/self/mountinfo', 'utf8'))
  if (mounted !== undefined) return mounted
  const own = join(dir, 'cgroup2')
  await makeFolder(own)
  await must(['mount', '-t', 'cgroup2', 'cgroup2', own])
  return own
}
