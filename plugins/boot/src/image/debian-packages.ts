import {execFile} from 'node:child_process'
import {readdir, rm, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {homeFolder, makeFolder, publishPath} from '@ops/core/files'
import {errorMessage, lastLine} from '@ops/core/text'
import {imageErrors} from '../errors/image-errors.ts'

const run = promisify(execFile)

/** Debian's name of a `uname -m` architecture. */
const debianArch: Record<string, string> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  arm64: 'arm64',
  ppc64le: 'ppc64el',
  armv7l: 'armhf',
  riscv64: 'riscv64',
  s390x: 's390x',
  i686: 'i386',
}
const packageFiles = /^([a-z0-9][a-z0-9+.-]*)_([^_]+)_([a-z0-9]+)$/

export interface DebianPackages {
  /**
   * Folder with the package's files; a meta package (`linux-image-arm64`) stands for the package that it depends on.
   * A package in the cache needs no network, unless a newer version is to be looked for (`update`).
   */
  unpacked(name: string, arch: string, options?: {update: boolean}): Promise<string>
}

/** Fetches packages of any architecture with apt into a cache, without changing this machine's own packages. */
export function debianPackages(cacheDir: string, signal: AbortSignal): DebianPackages {
  const apts = new Map<string, Promise<Apt>>()
  const aptOf = (home: string, debian: string) => {
    const apt = apts.get(home) ?? refreshed(home, debian, signal)
    apts.set(home, apt)
    return apt
  }
  return {
    async unpacked(name, arch, {update} = {update: false}) {
      const debian = debianArch[arch]
      if (debian === undefined) throw imageErrors.BOOT_NO_DEBIAN_ARCH({}, arch, name)
      const home = join(cacheDir, debian)
      await makeFolder(home, {mode: 0o755})
      const found = update ? undefined : await known(home, name)
      if (found !== undefined) return found
      const apt = await aptOf(home, debian)
      const real = await followed(apt, name, signal)
      const again = update ? undefined : await known(home, real)
      if (again !== undefined) return linked(home, name, real, again)
      return linked(home, name, real, await fetched(apt, home, real, signal))
    },
  }
}

type Apt = {options: string[]; arch: string}

async function known(home: string, name: string): Promise<string | undefined> {
  const names = (await readdir(home)).sort()
  const exact = names.findLast((entry) => packageFiles.exec(entry)?.[1] === name)
  return exact === undefined ? undefined : join(home, exact)
}

/** Creates a symlink for the name of a meta package, so that the next call needs no network. */
async function linked(home: string, asked: string, real: string, folder: string): Promise<string> {
  if (asked !== real) {
    const version = folder
      .slice(folder.lastIndexOf('/') + 1)
      .split('_')
      .slice(1)
      .join('_')
    await symlink(folder, join(home, `${asked}_${version}`)).catch(() => {})
  }
  return folder
}

async function refreshed(home: string, arch: string, signal: AbortSignal): Promise<Apt> {
  const state = join(home, 'apt')
  await Promise.all([makeFolder(join(state, 'lists', 'partial')), makeFolder(join(state, 'cache', 'archives', 'partial'))])
  const options = [
    `-oAPT::Architecture=${arch}`,
    `-oAPT::Architectures=${arch}`,
    `-oDir::State::Lists=${join(state, 'lists')}`,
    `-oDir::Cache=${join(state, 'cache')}`,
    '-oDir::State::status=/dev/null',
    '-oAcquire::Languages=none',
    '-oAPT::Sandbox::User=root',
  ]
  // Some index files of a mirror may be missing for an architecture; an error follows only if the package is not found.
  await run('apt-get', ['-qq', ...options, 'update'], {signal, timeout: 120_000}).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT')
      throw imageErrors.BOOT_TOOL_MISSING(
        {cause},
        'apt-get',
        'packages of other architectures',
        'name kernel, modulesFrom and busybox in the profile',
      )
  })
  return {options, arch}
}

async function followed(apt: Apt, name: string, signal: AbortSignal): Promise<string> {
  const {stdout} = await run('apt-cache', [...apt.options, 'depends', name], {signal}).catch(() => ({stdout: ''}))
  const needs = [...stdout.matchAll(/^ +Depends: (\S+)$/gm)].map((match) => match[1] ?? '')
  const kernel = needs.filter((need) => need.startsWith('linux-image-'))
  return kernel.length === 1 && kernel[0] !== undefined ? kernel[0] : name
}

async function fetched(apt: Apt, home: string, name: string, signal: AbortSignal): Promise<string> {
  const partial = join(home, `partial-${process.pid}-${name}`)
  await makeFolder(partial)
  try {
    await run('apt-get', ['-qq', ...apt.options, 'download', name], {cwd: partial, signal, timeout: 300_000})
    const file = (await readdir(partial)).find((entry) => entry.endsWith('.deb'))
    if (file === undefined) throw new Error('apt-get downloaded nothing')
    const root = join(partial, 'root')
    await run('dpkg', ['-x', join(partial, file), root], {signal, timeout: 120_000})
    await writeFile(join(root, 'package'), `${file}\n`)
    const done = join(home, decodeURIComponent(file.replace(/\.deb$/, '')).replaceAll(':', '%3a'))
    // Another process, or an update that found no newer version.
    if (
      !(await readdir(done).then(
        () => true,
        () => false,
      ))
    )
      await publishPath(root, done)
    return done
  } catch (cause) {
    signal.throwIfAborted()
    throw imageErrors.BOOT_PACKAGE({cause}, name, apt.arch, lastLine(errorMessage(cause)))
  } finally {
    await rm(partial, {recursive: true, force: true})
  }
}

/** Cache folder for packages of other architectures: `boot` below OPS_CACHE_DIR, $XDG_CACHE_HOME/ops or ~/.cache/ops. */
export function bootCacheDir(env: NodeJS.ProcessEnv): string {
  return join(env['OPS_CACHE_DIR'] || join(env['XDG_CACHE_HOME'] ?? join(homeFolder(), '.cache'), 'ops'), 'boot')
}
