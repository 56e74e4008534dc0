import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import process from 'node:process'
import {type BuildRootfs, buildRootfs, cachedRootfs, type RootfsSpec, rootfsCacheDir} from '@ops/core/rootfs'
import {softwareErrors} from '../errors/software-errors.ts'

/** What the hosts of a lab run besides, or instead of, what every lab host runs. */
export interface HostSoftware {
  /** `4.2`: the criu of Debian sid, which is 4.2 or newer. */
  criu?: '4.2' | undefined
  /** Further Debian packages. */
  include?: readonly string[] | undefined
}

/**
 * What every lab host runs. Debian 13, because the criu of Debian 12 does not start on kernels from 6.13 on
 * (`Unexpected rt vDSO area bounds`).
 */
export const hostRoot: RootfsSpec = {
  suite: 'trixie',
  packages: ['criu', 'iproute2', 'iputils-ping', 'kmod', 'nftables', 'openssh-server', 'procps', 'rsync', 'runc', 'util-linux'],
}

/** criu of sid, and the libraries that it needs newer than Debian 13 has them. */
const criuOfSid = {suite: 'sid', packages: ['criu', 'libcompel1', 'libnet9', 'libnl-3-200']}

/** The root of hosts with this software. Throws LAB_NOT_PACKAGES. */
export function hostRootSpec({criu, include = []}: HostSoftware): RootfsSpec {
  const wrong = include.filter((name) => !/^[a-z0-9][a-z0-9+.-]+$/.test(name))
  if (wrong.length > 0) throw softwareErrors.LAB_NOT_PACKAGES({}, wrong)
  return {...hostRoot, packages: [...hostRoot.packages, ...include], ...(criu === undefined ? {} : {newer: criuOfSid})}
}

/** The folder of a root that was built before. */
export function findHostRoot(software: HostSoftware): Promise<string | undefined> {
  return cachedRootfs(hostRootSpec(software), rootfsCacheDir(process.env))
}

/** The folder of the hosts' root, built now unless it is in the cache. Throws LAB_CRIU_OLD when its criu is older than asked. */
export async function buildHostRoot(software: HostSoftware, context: Omit<BuildRootfs, 'cacheDir'>): Promise<string> {
  const root = await buildRootfs(hostRootSpec(software), {...context, cacheDir: rootfsCacheDir(process.env)})
  const version = await criuVersion(root)
  if (software.criu !== undefined && !isAtLeast(version, software.criu)) throw softwareErrors.LAB_CRIU_OLD({}, version, software.criu, root)
  return root
}

/** Version of the package criu in a root: `4.2.1`. */
export async function criuVersion(root: string): Promise<string> {
  const packages = (await readFile(join(root, 'var/lib/dpkg/status'), 'utf8')).split('\n\n')
  const [, version] = /^Version: (?:\d+:)?(\d+(?:\.\d+)*)/m.exec(packages.find((text) => text.startsWith('Package: criu\n')) ?? '') ?? []
  return version ?? 'without criu'
}

function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, 'en', {numeric: true}) >= 0
}
