import {spawn} from 'node:child_process'
import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {readdir, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import type {Progress} from '../progress/index.ts'
import {errorTable} from '../errors/index.ts'
import {makeFolder, publishPath} from '../files/index.ts'
import {findProgram, takeLock} from '../process/index.ts'
import {cacheName, mmdebstrapArgv, type RootfsSpec} from './spec.ts'

const errors = errorTable({
  ROOTFS_TOOL_MISSING: {
    message: (suite: string) => `The Debian ${suite} root cannot be built: mmdebstrap is not installed on this machine.`,
    hint: () => 'sudo apt-get install -y mmdebstrap',
    exit: 'refused',
    meaning: 'Root file systems of lab hosts and of network boots are built with mmdebstrap. Nothing was built.',
  },
  ROOTFS_NOT_BUILT: {
    message: (suite: string, why: string) => `mmdebstrap did not build the Debian ${suite} root: ${why}`,
    hint: (_suite: string, why: string) =>
      /^Unable to locate package/.test(why)
        ? 'correct the name of the package; apt-cache search WORD finds names'
        : 'run apt-get update on this machine, then repeat the command',
    exit: 'internal',
    meaning:
      'mmdebstrap failed, often because the Debian mirror was not reachable. The incomplete folder was removed; the cache is unchanged.',
  },
})

export interface BuildRootfs {
  /** See rootfsCacheDir. */
  cacheDir: string
  progress: Progress
  signal: AbortSignal
}

/** The folder of a root that was built before; undefined when it was not. */
export async function cachedRootfs(spec: RootfsSpec, cacheDir: string): Promise<string | undefined> {
  const names: string[] = await readdir(cacheDir).catch(() => [])
  return names.includes(cacheName(spec)) ? join(cacheDir, cacheName(spec)) : undefined
}

/** Milliseconds for which the build of another process is waited for, before the root is built here too. */
const otherBuildMs = 15 * 60_000

/**
 * The folder of a root, built now unless it is in the cache or another process builds it. Built under another name and renamed: a build
 * that was interrupted leaves no root. The folder must not be written to: use it as the lower layer of an overlay.
 */
export async function buildRootfs(spec: RootfsSpec, {cacheDir, progress, signal}: BuildRootfs): Promise<string> {
  const cached = await cachedRootfs(spec, cacheDir)
  if (cached !== undefined) return cached
  await makeFolder(cacheDir)
  const done = join(cacheDir, cacheName(spec))
  const task = progress.start(`Building a Debian ${spec.suite} root (${spec.packages.length} packages and what they need)`)
  try {
    await using _lock = await takeLock(`ops-rootfs-${createHash('sha256').update(done).digest('hex')}`, otherBuildMs, signal)
    if ((await cachedRootfs(spec, cacheDir)) !== undefined) return done
    await removeAbandoned(cacheDir)
    await buildAs(done, (partial) => mmdebstrap(spec, partial, (text) => task.update({text}), signal))
  } finally {
    task.end()
  }
  return done
}

/** Builds under another name, which is gone afterwards, and renames. */
async function buildAs(done: string, build: (partial: string) => Promise<void>): Promise<void> {
  const partial = `${done}.partial-${process.pid}`
  try {
    await build(partial)
    await publishPath(partial, done).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(partial, {recursive: true, force: true})
  }
}

async function mmdebstrap(spec: RootfsSpec, folder: string, say: (text: string) => void, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const argv = mmdebstrapArgv(spec, folder)
  if (findProgram('mmdebstrap') === undefined) throw errors.ROOTFS_TOOL_MISSING({}, spec.suite)
  // setpriv ends it when ops is killed. It gets a process group of its own, so that its children can be ended with it.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', ...argv], {stdio: ['ignore', 'ignore', 'pipe'], detached: true})
  const stop = () => child.pid !== undefined && process.kill(-child.pid, 'SIGTERM')
  signal.addEventListener('abort', stop, {once: true})
  let problem: string | undefined
  try {
    const ended = once(child, 'close') as Promise<[number | null, string | null]>
    ended.catch(() => {})
    for await (const line of createInterface({input: child.stderr})) {
      // The first one names the cause: `Unable to locate package`. Later ones say which step failed.
      if (/^E: /.test(line)) problem ??= line.slice(3)
      else if (/^I: /.test(line)) say(line.slice(3).replace(/\.\.\.$/, ''))
    }
    const [code, name] = await ended
    signal.throwIfAborted()
    if (code !== 0) throw errors.ROOTFS_NOT_BUILT({}, spec.suite, name === null ? (problem ?? 'it printed nothing') : `ended by ${name}`)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Builds whose process is gone. */
async function removeAbandoned(cacheDir: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    const pid = /\.partial-(\d+)$/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(cacheDir, name), {recursive: true, force: true})
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
