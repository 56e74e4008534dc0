import {formatBytes, table} from '@ops/core/text'
import type {InstalledLoader} from '../loader-packages/manifest.ts'

/** Renders loaders with the package of each; `state` says what was done or found. */
export function loadersText(folder: string, loaders: readonly (InstalledLoader & {state: string})[]): string {
  if (loaders.length === 0) return `${folder} has no loaders that ops installed.`
  const rows = loaders.map(({file, package: name, version, arch, bytes, sha256, signed, state}) => [
    file,
    `${name} ${version}`,
    arch,
    formatBytes(bytes),
    sha256.slice(0, 12),
    signed ? 'yes' : 'no',
    state,
  ])
  return `${folder}\n${table(rows, ['FILE', 'PACKAGE', 'ARCH', 'SIZE', 'SHA256', 'SIGNED', 'STATE'])}`
}
