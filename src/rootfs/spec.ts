import {createHash} from 'node:crypto'
import {join} from 'node:path'
import {homeFolder} from '../files/index.ts'

/** A Debian root file system, as mmdebstrap makes it. */
export interface RootfsSpec {
  /** Release: `trixie`. */
  suite: string
  packages: readonly string[]
  /** mmdebstrap's; `minbase` (essential packages and apt) by default. */
  variant?: 'minbase' | 'essential' | 'important'
  /** Debian architecture; this machine's by default. */
  arch?: string
}

/** Name of a root in the cache; the same packages in another order are the same root. */
export function cacheName(spec: RootfsSpec): string {
  const {suite, packages, variant = 'minbase', arch = 'native'} = spec
  const digest = createHash('sha256').update(JSON.stringify([[...new Set(packages)].sort(), variant, arch]))
  return `${suite}-${arch}-${digest.digest('hex').slice(0, 12)}`
}

/** mmdebstrap's argv for a root in a new folder. */
export function mmdebstrapArgv(spec: RootfsSpec, folder: string): string[] {
  const {suite, packages, variant = 'minbase', arch} = spec
  return [
    'mmdebstrap',
    '--format=directory',
    `--variant=${variant}`,
    ...(arch === undefined ? [] : [`--architectures=${arch}`]),
    ...(packages.length === 0 ? [] : [`--include=${[...new Set(packages)].sort().join(',')}`]),
    // What apt keeps for itself is of no use in a root that is thrown away; documentation is a third of the size.
    '--aptopt=Acquire::Languages "none"',
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    '--dpkgopt=path-exclude=/usr/share/man/*',
    '--dpkgopt=path-exclude=/usr/share/locale/*',
    suite,
    folder,
  ]
}

/** Where built roots are kept: OPS_CACHE_DIR, else $XDG_CACHE_HOME/ops, else ~/.cache/ops; below it `rootfs`. */
export function rootfsCacheDir(env: NodeJS.ProcessEnv): string {
  return join(env['OPS_CACHE_DIR'] || join(env['XDG_CACHE_HOME'] ?? join(homeFolder(), '.cache'), 'ops'), 'rootfs')
}
