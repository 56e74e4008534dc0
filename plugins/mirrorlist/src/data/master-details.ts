import {createHash} from 'node:crypto'
import {readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import pMap from 'p-map'
import type {FileVersion} from '../cache/mirror-cache.ts'
import {readRepomd} from './repomd.ts'
import {errors} from '../errors/inputs.ts'
import {writeOutput} from '../store/write-output.ts'
import {dataFiles} from './data-files.ts'
import type {MirrorData} from './load-data.ts'
import type {DetailsData} from './schema.ts'

/** Versions kept beside the current one, so that mirrors which are a few pushes behind can still be verified. */
const alternates = 4
const concurrency = 8

export interface MasterReport {
  /** Directories whose metadata are new. */
  changed: string[]
  /** Repositories of which the master has no (whole) metadata now; what is known of them stays. */
  missing: string[]
}

/**
 * Reads repodata/repomd.xml of each repository from a local copy of the master and renews `details`. The current version is
 * always the first; older ones stay as alternates until enough newer ones came, and never because the master was unreadable.
 * Throws MIRRORLIST_INPUT_MISSING when nothing is there.
 */
export async function readMaster({service, details}: MirrorData, master: string): Promise<{details: DetailsData; report: MasterReport}> {
  const byDirectory = new Map(details.map((entry) => [`${entry.directory}/${entry.file}`, entry]))
  const report: MasterReport = {changed: [], missing: []}
  const directories = [...new Set(service.repositories.map(({directory}) => `${directory}/repodata`))]
  await pMap(
    directories,
    async (directory) => {
      const now = await versionOf(join(master, directory, 'repomd.xml'))
      const key = `${directory}/repomd.xml`
      const known = byDirectory.get(key)?.versions ?? []
      if (now === undefined) report.missing.push(directory)
      else if (known[0]?.sha256 !== now.sha256) {
        report.changed.push(directory)
        byDirectory.set(key, {directory, file: 'repomd.xml', versions: withCurrent(now, known)})
      }
    },
    {concurrency},
  )
  if (report.missing.length === directories.length && directories.length > 0)
    throw errors.MIRRORLIST_INPUT_MISSING(
      {},
      'master',
      master,
      `none of the ${directories.length} repositories has a repodata/repomd.xml in it`,
    )
  const sorted = [...byDirectory.values()].sort((a, b) => (a.directory < b.directory ? -1 : 1))
  return {details: sorted, report}
}

/** The current version in front; one that came back is not listed twice. */
export function withCurrent(current: FileVersion, known: readonly FileVersion[]): FileVersion[] {
  return [current, ...known.filter(({sha256}) => sha256 !== current.sha256).slice(0, alternates)]
}

export async function writeDetails(folder: string, details: DetailsData): Promise<void> {
  const {stringify} = await import('yaml')
  await writeOutput(join(folder, dataFiles.details), stringify(details))
}

/** Undefined when it is not there, or half: a mirror that has all of it would be refused by its hashes. */
async function versionOf(path: string): Promise<FileVersion | undefined> {
  try {
    const [bytes, {mtimeMs}] = await Promise.all([readFile(path), stat(path)])
    if (readRepomd(bytes) === undefined) return undefined
    const digest = (type: string) => createHash(type).update(bytes).digest('hex')
    return {
      timestamp: Math.floor(mtimeMs / 1000),
      size: bytes.length,
      md5: digest('md5'),
      sha1: digest('sha1'),
      sha256: digest('sha256'),
      sha512: digest('sha512'),
    }
  } catch {
    return undefined
  }
}
