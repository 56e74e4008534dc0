import {createHash} from 'node:crypto'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {homeFolder} from '../files/index.ts'
import {shellQuote} from '../transport/shell-quote.ts'

/** A Debian root file system, as mmdebstrap makes it. */
export interface RootfsSpec {
  /** Release: `trixie`. */
  suite: string
  packages: readonly string[]
  /** mmdebstrap's; `minbase` (essential packages and apt) by default. */
  variant?: 'minbase' | 'essential' | 'important'
  /** Debian architecture; this machine's by default. */
  arch?: string
  /** Packages of a newer release. Only these are taken from there, and what they need and the suite does not have. */
  newer?: {suite: string; packages: readonly string[]}
}

/** Name of a root in the cache; the same packages in another order are the same root. */
export function cacheName(spec: RootfsSpec): string {
  const {suite, packages, variant = 'minbase', arch = 'native', newer} = spec
  const parts = [[...new Set(packages)].sort(), variant, arch, ...(newer === undefined ? [] : [newer.suite, newer.packages])]
  const digest = createHash('sha256').update(JSON.stringify(parts))
  return `${suite}-${arch}-${digest.digest('hex').slice(0, 12)}`
}

/** mmdebstrap's argv for a root in a new folder. */
export function mmdebstrapArgv(spec: RootfsSpec, folder: string): string[] {
  const {suite, packages, variant = 'minbase', arch, newer} = spec
  return [
    'mmdebstrap',
    '--format=directory',
    `--variant=${variant}`,
    ...(arch === undefined ? [] : [`--architectures=${arch}`]),
    ...(newer === undefined ? [] : [`--setup-hook=${takeFromNewer(newer)}`]),
    ...(packages.length === 0 ? [] : [`--include=${[...new Set(packages)].sort().join(',')}`]),
    // What apt keeps for itself is of no use in a root that is thrown away; documentation is a third of the size.
    '--aptopt=Acquire::Languages "none"',
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    '--dpkgopt=path-exclude=/usr/share/man/*',
    // Installing Java fails without the folder, in which it makes symbolic links.
    '--dpkgopt=path-include=/usr/share/man/man?',
    '--dpkgopt=path-exclude=/usr/share/locale/*',
    suite,
    folder,
  ]
}

/** mmdebstrap runs a hook with `sh -c`, and the folder of the new root as its first argument. */
function takeFromNewer({suite, packages}: {suite: string; packages: readonly string[]}): string {
  const script = fileURLToPath(new URL('./scripts/take-from-newer.sh', import.meta.url))
  return `sh ${shellQuote([script])} "$1" ${shellQuote([suite, ...packages])}`
}

/** Where built roots are kept: OPS_CACHE_DIR, else $XDG_CACHE_HOME/ops, else ~/.cache/ops; below it `rootfs`. */
export function rootfsCacheDir(env: NodeJS.ProcessEnv): string {
  return join(env['OPS_CACHE_DIR'] || join(env['XDG_CACHE_HOME'] ?? join(homeFolder(), '.cache'), 'ops'), 'rootfs')
}
