import type {FileVersion} from '../cache/mirror-cache.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'

/** The versions of a file that the master had, the current one first; undefined when nothing is known of it. */
export function fileVersions(snapshot: Snapshot, directory: number, file: string): FileVersion[] | undefined {
  const end = snapshot.directoryFiles[directory + 1] as number
  for (let at = snapshot.directoryFiles[directory] as number; at < end; at++) {
    if (snapshot.fileNames.get(at) !== file) continue
    const first = snapshot.fileVersions[at * 2] as number
    const count = snapshot.fileVersions[at * 2 + 1] as number
    return Array.from({length: count}, (_, index) => version(snapshot, first + index))
  }
  return undefined
}

function version({versionTime, versionSize, versionHashes}: Snapshot, at: number): FileVersion {
  return {
    timestamp: versionTime[at] as number,
    size: versionSize[at] as number,
    md5: versionHashes.get(at * 4),
    sha1: versionHashes.get(at * 4 + 1),
    sha256: versionHashes.get(at * 4 + 2),
    sha512: versionHashes.get(at * 4 + 3),
  }
}
