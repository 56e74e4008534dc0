import {loadScript} from '@ops/core/scripts'
import {bootHookFiles} from '../layout/hooks.ts'
import {emptyFolder, hostPublicFile, keysFile, layouts, manifestFile, opsFolder, runningFile, sshFolder} from '../layout/layout.ts'
import {withVariables} from '../shell/compose-script.ts'

/** Folders of programs of all ROMs, in the order of a phone's own PATH. */
export const binFolders = ['/product/bin', '/system_ext/bin', '/system/bin', '/system/xbin', '/vendor/bin']

const properties = [
  'ro.build.version.sdk',
  'ro.build.type',
  'ro.debuggable',
  'ro.lineage.version',
  'ro.product.model',
  'ro.crypto.state',
  'ro.crypto.type',
  'vold.decrypt',
  'ro.boot.verifiedbootstate',
  'ro.boot.flash.locked',
]

const readFiles = [
  keysFile,
  manifestFile,
  runningFile,
  hostPublicFile,
  ...Object.values(layouts).flatMap(({config, script, pidfile}) => [config, script, pidfile]),
  ...bootHookFiles,
]
const seenFiles = [
  '/data',
  sshFolder,
  emptyFolder,
  opsFolder,
  '/data/local/userinit.d',
  ...Object.values(layouts).map(({hostKey}) => hostKey),
]

/** The read-only script whose report `parseReport` reads. */
export function probeScript(): string {
  return withVariables(loadScript(new URL('./scripts/probe.sh', import.meta.url)), {
    search_path: binFolders.join(':'),
    bin_folders: binFolders,
    properties,
    seen_files: seenFiles,
    read_files: readFiles,
    host_keys: Object.values(layouts).map(({hostKey}) => hostKey),
  })
}
