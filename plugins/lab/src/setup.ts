import process from 'node:process'
import type {Progress} from '@ops/core/cli'
import {hasProgram} from '@ops/core/doctor'
import {buildRootfs, cachedRootfs, rootfsCacheDir} from '@ops/core/rootfs'
import type {Registry} from '@ops/core/seams'
import {labErrors} from './errors.ts'
import {hostRoot} from './host/base-root.ts'
import {packagesToInstall} from './machine/needs.ts'
import {partNames} from './parts.ts'
import {must} from './machine/run-tool.ts'

/** What the hosts need of this machine; util-linux and perl-base are on every Debian. */
const hostPackages = ['iproute2', 'mmdebstrap', 'openssh-client']

export interface SetupPlan {
  /** Debian packages that are not installed. */
  packages: string[]
  /** The exact commands that install them. */
  commands: string[][]
  /** True when the hosts' root file system is not in the cache. */
  builds: boolean
}

export interface SetupInput {
  /** Parts besides those of every lab. */
  parts: readonly string[]
}

/** What `ops lab setup` would do on this machine. */
export async function planSetup(registry: Registry, {parts}: SetupInput): Promise<SetupPlan> {
  if (!(await hasProgram('apt-get'))) throw labErrors.LAB_NOT_DEBIAN({}, hostPackages.join(', '))
  const wanted = [...hostPackages, ...partNames(registry, parts).flatMap((name) => registry.labParts.get(name)?.packages ?? [])]
  const packages = await packagesToInstall([...new Set(wanted)])
  const sudo = process.getuid?.() === 0 ? [] : ['sudo']
  const install = [...sudo, 'apt-get', 'install', '--yes', '--no-install-recommends', ...packages]
  return {
    packages,
    commands: packages.length === 0 ? [] : [[...sudo, 'apt-get', 'update'], install],
    builds: (await cachedRootfs(hostRoot, rootfsCacheDir(process.env))) === undefined,
  }
}

/** Runs the plan; apt-get's words go to stderr. Throws LAB_NEEDS_ROOT before anything when this is not root. */
export async function runSetup(plan: SetupPlan, progress: Progress, signal: AbortSignal): Promise<string> {
  if (process.getuid?.() !== 0)
    throw labErrors.LAB_NEEDS_ROOT(
      {},
      plan.commands.map((argv) => argv.join(' ')),
    )
  for (const argv of plan.commands) {
    const task = progress.start(argv.join(' '))
    try {
      await must(['env', 'DEBIAN_FRONTEND=noninteractive', ...argv], {timeoutMs: 900_000, signal})
    } finally {
      task.end()
    }
  }
  return buildRootfs(hostRoot, {cacheDir: rootfsCacheDir(process.env), progress, signal})
}
