import {readdir, readFile, readlink, realpath} from 'node:fs/promises'
import {join} from 'node:path'
import {ElfError, machineName, readElfHeader, runsOn} from '../elf/index.ts'
import {bad, ok, type PreflightFinding} from './check-files.ts'

/** Checks an NFS root that is a folder of this machine: its shell must run on the board, and it should have the kernel's modules. */
export async function checkRoot(folder: string, arch: string, release: string | undefined): Promise<PreflightFinding[]> {
  const shell = await insideRoot(folder, '/bin/sh')
  const bytes = shell === undefined ? undefined : await readFile(shell).catch(() => undefined)
  if (bytes === undefined) return [bad('root', `${folder} has no /bin/sh.`)]
  return [shellOf(bytes, folder, arch), ...(await modulesOf(folder, release))]
}

function shellOf(bytes: Uint8Array, folder: string, arch: string): PreflightFinding {
  try {
    const header = readElfHeader(bytes)
    if (runsOn(header, arch)) return ok('root', `/bin/sh of ${folder} is for ${machineName(header)}.`)
    return bad('root', `/bin/sh of ${folder} is for ${machineName(header)}, but the board is ${arch}.`)
  } catch (error) {
    if (error instanceof ElfError) return bad('root', `/bin/sh of ${folder} ${error.message}.`)
    throw error
  }
}

async function modulesOf(folder: string, release: string | undefined): Promise<PreflightFinding[]> {
  const versions: string[] = await readdir(join(folder, 'lib', 'modules')).catch(() => [])
  if (release === undefined || versions.length === 0 || versions.includes(release)) return []
  return [
    {
      subject: 'root modules',
      state: 'unknown',
      message: `the kernel is ${release}, but ${folder} has modules of ${versions.join(', ')} only; no module can be loaded after the root is mounted.`,
    },
  ]
}

/** Resolves a path inside a root; its absolute symlinks (/bin -> /usr/bin) never lead out of it. */
export async function insideRoot(folder: string, path: string): Promise<string | undefined> {
  const root = await realpath(folder).catch(() => undefined)
  if (root === undefined) return undefined
  let rest = path.split('/').filter(Boolean)
  let at: string[] = []
  for (let links = 0; rest.length > 0; ) {
    const [name = '', ...others] = rest
    rest = others
    if (name === '..') {
      at = at.slice(0, -1)
      continue
    }
    const target = await readlink(join(root, ...at, name)).catch(() => undefined)
    if (target === undefined) {
      at = [...at, name]
      continue
    }
    links += 1
    if (links > 40) return undefined
    if (target.startsWith('/')) at = []
    rest = [...target.split('/').filter((part) => part !== '' && part !== '.'), ...rest]
  }
  return join(root, ...at)
}
