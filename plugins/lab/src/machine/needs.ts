import process from 'node:process'
import {findProgram} from '@ops/core/process'
import {tool} from './run-tool.ts'

/** Something that lab hosts need on this machine. */
export interface Need {
  what: string
  /** Debian package that installs it; left out when no package does. */
  package?: string
}

const programs: readonly (readonly [program: string, debian: string])[] = [
  ['mmdebstrap', 'mmdebstrap'],
  ['ip', 'iproute2'],
  ['ssh', 'openssh-client'],
  ['ssh-keygen', 'openssh-client'],
  ['unshare', 'util-linux'],
  ['perl', 'perl-base'],
]

/** What Debian hosts need and this machine lacks; empty: they can be made. */
export async function missingForHosts(): Promise<Need[]> {
  const missing: Need[] = []
  if (process.platform !== 'linux') missing.push({what: 'Linux'})
  if (process.getuid?.() !== 0) missing.push({what: 'root'})
  for (const [program, debian] of programs) if (findProgram(program) === undefined) missing.push({what: program, package: debian})
  return missing
}

/** Debian packages of a list that dpkg does not have installed. */
export async function packagesToInstall(packages: readonly string[]): Promise<string[]> {
  // Lines "NAME<tab>install"; a package that was removed again says deinstall. Foreign ones are called NAME:ARCH.
  const {stdout} = await tool(['dpkg', '--get-selections', ...packages])
  const installed = new Set(stdout.split('\n').flatMap((line) => /^(\S+?)(?::\S+)?\s+install$/.exec(line)?.[1] ?? []))
  return packages.filter((name) => !installed.has(name))
}
