import {readdir, readFile, rmdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {makeFolder} from '@ops/core/files'

/** Mount point of the cgroup2 tree in a /proc/self/mountinfo; undefined when no whole tree is mounted. */
export function cgroup2Mount(mountinfo: string): string | undefined {
  for (const line of mountinfo.split('\n')) {
    const [, , , root, point, ...rest] = line.split(' ')
    if (root === '/' && point !== undefined && rest[rest.indexOf('-') + 1] === 'cgroup2') return point
  }
  return undefined
}

/** Every process in a cgroup and below it. */
export async function cgroupPids(cgroup: string): Promise<number[]> {
  const own = await readFile(join(cgroup, 'cgroup.procs'), 'utf8').catch(() => '')
  const below = await Promise.all((await folders(cgroup)).map(cgroupPids))
  return [...own.split('\n').filter(Boolean).map(Number), ...below.flat()]
}

/** Ends every process in a cgroup and below it, frozen ones too, and waits until none is left. False: some remain. */
export async function killCgroup(cgroup: string, waitMs = 5000): Promise<boolean> {
  for (let waited = 0; ; waited += 10) {
    if (!(await isPopulated(cgroup))) return true
    if (waited >= waitMs) return false
    // Again in every round: a fork that raced the first write is caught by the next.
    await writeFile(join(cgroup, 'cgroup.kill'), '1').catch(() => {})
    await delay(10)
  }
}

/** Not read from cgroup.procs, which leaves out processes that are still exiting and hold their mounts. */
async function isPopulated(cgroup: string): Promise<boolean> {
  const events = await readFile(join(cgroup, 'cgroup.events'), 'utf8').catch(() => '')
  return /^populated 1$/m.test(events)
}

/** Removes an empty cgroup with everything below it. */
export async function removeCgroup(cgroup: string): Promise<void> {
  for (const child of await folders(cgroup)) await removeCgroup(child)
  for (let tries = 0; ; tries++) {
    try {
      return await rmdir(cgroup)
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return
      // The last process is gone from cgroup.procs a moment before the kernel allows the removal.
      if (code !== 'EBUSY' || tries >= 100) throw error
      await delay(10)
    }
  }
}

export async function makeCgroup(cgroup: string): Promise<void> {
  await makeFolder(cgroup)
}

async function folders(cgroup: string): Promise<string[]> {
  const entries = await readdir(cgroup, {withFileTypes: true}).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(cgroup, entry.name))
}
