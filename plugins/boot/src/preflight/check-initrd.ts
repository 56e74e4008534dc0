import {readCpio} from '../image/cpio-read.ts'
import type {CpioEntry} from '../image/cpio.ts'
import {unpack} from '../image/modules/unpack.ts'
import {bad, ok, type PreflightFinding} from './check-files.ts'

/** Looks into an initramfs: has it an /init, and modules of this kernel? `path` is for archives packed with xz. */
export async function checkInitrd(bytes: Buffer, path: string, release: string | undefined): Promise<PreflightFinding[]> {
  const entries = await unpack(bytes, path)
    .then((plain) => readCpio(plain))
    .catch((error: Error) => error)
  if (entries instanceof Error)
    return [{subject: 'initrd', state: 'unknown', message: `${path} cannot be looked into: ${entries.message}.`}]
  const paths = new Set(entries.map(({path: name}) => name.replace(/^\.?\//, '')))
  if (!paths.has('init')) return [bad('initrd', `${path} has no /init.`)]
  return [ok('initrd', `${path} has /init and ${entries.length} entries.`), ...checkModules(entries, release, path)]
}

function checkModules(entries: readonly CpioEntry[], release: string | undefined, path: string): PreflightFinding[] {
  const versions = new Set(entries.flatMap(({path: name}) => /^(?:usr\/)?lib\/modules\/([^/]+)\//.exec(name)?.[1] ?? []))
  if (versions.size === 0 || release === undefined) return []
  const listed = [...versions].join(', ')
  if (versions.has(release)) return [ok('modules', `kernel and modules are ${release}.`)]
  return [bad('modules', `the kernel is ${release}, ${path} has modules of ${listed}.`)]
}
