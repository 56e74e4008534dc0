import type {Progress} from '@ops/core/progress'
import {findProgram} from '@ops/core/process'
import type {Registry} from '@ops/core/seams'
import {labErrors} from '../errors/lab-errors.ts'
import {buildHostRoot, type HostSoftware, findHostRoot} from '../host/base-root.ts'
import {packagesToInstall} from '../machine/needs.ts'
import {partNames} from '../lifecycle/parts.ts'
import {must} from '../machine/run-tool.ts'

/** What the hosts need of this machine; util-linux and perl-base are on every Debian. */
const hostPackages = ['iproute2', 'mmdebstrap', 'openssh-client']

export interface SetupPlan {
  /** Debian packages that are not installed. */
  packages: string[]
  /** The exact commands that install them. */
  commands: string[][]
  /** True when the hosts' root file system is not in the cache. */
  builds: boolean
  software: HostSoftware
}

export interface SetupInput {
  /** Parts besides those of every lab. */
  parts: readonly string[]
  software?: HostSoftware
}

/** The plan of `ops lab setup` for this machine. Throws LAB_NEEDS_ROOT when it is not empty and this is not root. */
export async function planSetup(registry: Registry, {parts, software = {}}: SetupInput): Promise<SetupPlan> {
  if (findProgram('apt-get') === undefined) throw labErrors.LAB_NOT_DEBIAN({}, hostPackages.join(', '))
  const wanted = [...hostPackages, ...partNames(registry, parts).flatMap((name) => registry.labParts.get(name)?.packages ?? [])]
  const packages = await packagesToInstall([...new Set(wanted)])
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...packages]
  const commands = packages.length === 0 ? [] : [['apt-get', 'update'], install]
  const builds = (await findHostRoot(software)) === undefined
  if (process.getuid?.() !== 0 && (builds || packages.length > 0))
    throw labErrors.LAB_NEEDS_ROOT(
      {},
      commands.map((argv) => argv.join(' ')),
    )
  return {packages, commands, builds, software}
}

/** Runs the plan; returns the folder of the hosts' root. */
export async function runSetup(plan: SetupPlan, progress: Progress, signal: AbortSignal): Promise<string> {
  for (const argv of plan.commands) {
    const task = progress.start(argv.join(' '))
    try {
      await must(['env', 'DEBIAN_FRONTEND=noninteractive', ...argv], {timeoutMs: 900_000, signal})
    } finally {
      task.end()
    }
  }
  return buildHostRoot(plan.software, {progress, signal})
}
