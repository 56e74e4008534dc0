import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {readdir, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {makeFolder} from '@ops/core/files'
import type {Progress} from '@ops/core/progress'
import {buildRootfs} from '@ops/core/rootfs'
import {lastLine} from '@ops/core/text'
import {imageErrors} from '../errors/image-errors.ts'
import {rootfsErrors} from '../errors/rootfs-errors.ts'
import type {PreflightFinding} from '../preflight/check-files.ts'
import {checkRoot, insideRoot} from '../preflight/check-root.ts'
import {buildDnfRoot, type DnfRoot} from './dnf-root.ts'
import {installInit} from './install-init.ts'

export interface RootRequest {
  folder: string
  /** `uname -m` of the board. */
  arch: string
  /** Debian release and packages; without this and `fedora`, the folder must hold a root. */
  debian?: {suite: string; packages: readonly string[]}
  fedora?: DnfRoot
}

export interface PreparedRoot {
  folder: string
  system: string
  built: boolean
  /** The first program, which the image starts. */
  init: string
  findings: PreflightFinding[]
}

/** First programs that the image tries, in order (image/scripts/init.sh). */
const inits = ['/sbin/init', '/usr/local/sbin/ops-init', '/etc/init', '/bin/init']
const debianArch: Record<string, string> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  ppc64le: 'ppc64el',
  armv7l: 'armhf',
  riscv64: 'riscv64',
  s390x: 's390x',
  i686: 'i386',
}

export interface RootContext {
  /** Folder of cached Debian roots. */
  cacheDir: string
  progress: Progress
  signal: AbortSignal
}

/** Builds an NFS root or uses the existing one, adds an init where there is none, and checks whether the board can run it. */
export async function prepareRoot(request: RootRequest, context: RootContext): Promise<PreparedRoot> {
  const {folder, arch, debian, fedora} = request
  const built = debian !== undefined || fedora !== undefined
  if (built) await requireEmpty(folder)
  if (debian !== undefined) await buildDebianRoot({folder, arch, ...debian}, context)
  else if (fedora !== undefined) await buildDnfRoot({folder, arch, ...fedora}, context)
  else if (!existsSync(folder)) throw rootfsErrors.BOOT_ROOT_ABSENT({}, folder)
  if ((await initOf(folder)) === undefined) await installInit(folder)
  return {
    folder,
    system: await systemOf(folder),
    built,
    init: (await initOf(folder)) ?? '/bin/sh',
    findings: await checkRoot(folder, arch, undefined),
  }
}

async function requireEmpty(folder: string): Promise<void> {
  const there: string[] = await readdir(folder).catch(() => [])
  if (there.length > 0) throw rootfsErrors.BOOT_ROOT_NOT_EMPTY({}, folder)
}

interface DebianRoot {
  folder: string
  arch: string
  suite: string
  packages: readonly string[]
}

async function buildDebianRoot({folder, arch, suite, packages}: DebianRoot, context: RootContext): Promise<void> {
  const name = debianArch[arch]
  if (name === undefined) throw imageErrors.BOOT_NO_DEBIAN_ARCH({}, arch, suite)
  const native = name === debianArch[machineOfNode[process.arch] ?? '']
  const cached = await buildRootfs({suite, packages, ...(native ? {} : {arch: name})}, context)
  try {
    await makeFolder(folder)
    await promisify(execFile)('cp', ['-a', '--reflink=auto', `${cached}/.`, folder], {signal: context.signal})
  } catch (cause) {
    // The folder was empty before; a partial root must not be taken for a complete one later.
    const there: string[] = await readdir(folder).catch(() => [])
    await Promise.all(there.map((one) => rm(join(folder, one), {recursive: true, force: true})))
    context.signal.throwIfAborted()
    const {stderr, message} = cause as {stderr?: string; message: string}
    throw imageErrors.BOOT_FILE_UNWRITABLE({cause}, folder, lastLine(stderr || message))
  }
}

const machineOfNode: Partial<Record<NodeJS.Architecture, string>> = {
  x64: 'x86_64',
  arm64: 'aarch64',
  ppc64: 'ppc64le',
  arm: 'armv7l',
  riscv64: 'riscv64',
  s390x: 's390x',
  ia32: 'i686',
}

async function initOf(folder: string): Promise<string | undefined> {
  for (const name of inits) {
    const path = await insideRoot(folder, name)
    if (path !== undefined && existsSync(path)) return name
  }
  return undefined
}

async function systemOf(folder: string): Promise<string> {
  const path = await insideRoot(folder, '/etc/os-release')
  const text = path === undefined ? '' : await readFile(path, 'utf8').catch(() => '')
  return /^PRETTY_NAME="?([^"\n]*)/m.exec(text)?.[1] ?? /^NAME="?([^"\n]*)/m.exec(text)?.[1] ?? 'unknown'
}
