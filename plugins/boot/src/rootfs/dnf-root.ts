import {withoutStop} from '@ops/core/text'
import {rm, writeFile} from 'node:fs/promises'
import {dirname} from 'node:path'
import {makeFolder, publishPath} from '@ops/core/files'
import {findProgram, startChild} from '@ops/core/process'
import type {Progress} from '@ops/core/progress'
import {systemClock} from '@ops/core/time'
import {rootfsErrors} from '../errors/rootfs-errors.ts'

/** Input of a Fedora root. */
export interface DnfRoot {
  /** `$releasever`: `12`, `43`. */
  release: string
  packages: readonly string[]
  /** Base URLs of package repositories, as in `baseurl=` of a .repo file. */
  repos: readonly string[]
}

/** rpm's names of the architectures of Fedora releases, by `uname -m`. */
const rpmArch: Record<string, string> = {
  x86_64: 'x86_64',
  aarch64: 'aarch64',
  ppc64: 'ppc64',
  ppc64le: 'ppc64le',
  s390x: 's390x',
  armv7l: 'armv7hl',
  i686: 'i686',
}

/** Installs beside the folder and renames, so that a failure or an abort leaves no partial root. */
export async function buildDnfRoot(
  {folder, arch, ...root}: DnfRoot & {folder: string; arch: string},
  {progress, signal}: {progress: Progress; signal: AbortSignal},
): Promise<void> {
  const name = rpmArch[arch]
  if (name === undefined) throw rootfsErrors.BOOT_NO_FEDORA_ARCH({}, arch)
  if (process.getuid?.() !== 0) throw rootfsErrors.BOOT_ROOT_PRIVILEGE({}, folder)
  if (findProgram('dnf') === undefined) throw rootfsErrors.BOOT_NO_DNF({})
  const partial = `${folder}.partial`
  const config = `${partial}.conf`
  await makeFolder(dirname(folder))
  // Left by a killed process.
  await rm(partial, {recursive: true, force: true})
  const task = progress.start(`Installing Fedora ${root.release} for ${arch} (${root.packages.length} packages and their dependencies)`)
  try {
    await writeFile(config, dnfConfig(root.repos))
    await runDnf(dnfArgv(partial, config, name, root), root.release, (text) => task.update({text}), signal)
    await rm(`${partial}/var/cache/dnf`, {recursive: true, force: true})
    await publishPath(partial, folder)
  } finally {
    await rm(partial, {recursive: true, force: true})
    await rm(config, {force: true})
    task.end()
  }
}

function dnfArgv(folder: string, config: string, arch: string, {release, packages}: DnfRoot): string[] {
  const where = [`--config=${config}`, `--installroot=${folder}`, `--forcearch=${arch}`, `--releasever=${release}`]
  return ['dnf', '-y', '--noplugins', ...where, 'install', ...packages]
}

/**
 * The root uses neither the repositories nor the cache and history of this machine's dnf; dnf takes the three folders as
 * relative to the root.
 */
function dnfConfig(repos: readonly string[]): string {
  const main = '[main]\nreposdir=/dev/null\ncachedir=/var/cache/dnf\npersistdir=/var/lib/dnf\nlogdir=/var/log\ninstall_weak_deps=0\n'
  return main + repos.map((url, at) => `[ops-${at}]\nname=ops-${at}\nbaseurl=${url}\ngpgcheck=0\n`).join('')
}

async function runDnf(argv: readonly string[], release: string, say: (text: string) => void, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const child = startChild({argv, onLine: (line) => /^\s+(Installing|Running)\b/.test(line) && say(line.trim())}, systemClock)
  const stop = () => void child.stop(graceMs)
  signal.addEventListener('abort', stop, {once: true})
  const how = await child.ended.finally(() => signal.removeEventListener('abort', stop))
  signal.throwIfAborted()
  if (how !== 'exit code 0') throw rootfsErrors.BOOT_DNF({}, release, errorIn(child.tail) ?? how)
}

/** Milliseconds that dnf has to end its transaction. */
const graceMs = 10_000

/** The error of dnf's output: the line that begins with "Error:" and the next one, else the last line. */
function errorIn(lines: readonly string[]): string | undefined {
  const at = lines.findIndex((line) => line.startsWith('Error:'))
  const words =
    at < 0
      ? lines.at(-1)
      : lines
          .slice(at, at + 2)
          .join(' ')
          .replace(/^Error:\s*/, '')
  return words === undefined ? undefined : withoutStop(words)
}
