import {decodeSnapshot, type SnapshotInfo, type Views} from './snapshot-file.ts'
import type {LazyTexts} from './lazy-texts.ts'

/** A mirror network, ready to answer. Never changed: a newer one replaces it whole. */
export interface Snapshot extends Omit<Views, 'urlBases' | 'countryNames'> {
  info: SnapshotInfo
  digest: string
  urlBases: readonly string[]
  countryNames: readonly string[]
  countryByName: ReadonlyMap<string, number>
  directoryByName: ReadonlyMap<string, number>
  repositoryByKey: ReadonlyMap<string, number>
  redirects: ReadonlyMap<string, string>
  disabledRepositories: ReadonlySet<string>
  /** Protocol bits of each mount's URLs. */
  mountProtocols: Uint8Array
}

/** Throws MIRRORLIST_SNAPSHOT_BAD. */
export function loadSnapshot(bytes: Buffer, file: string, {verify}: {verify: boolean}): Snapshot {
  const {views, info, digest} = decodeSnapshot(bytes, file, verify)
  const byName = (texts: LazyTexts) => new Map(texts.all().map((text, at) => [text, at]))
  const countryNames = views.countryNames.all()
  const mountProtocols = new Uint8Array(views.mountHost.length)
  for (let mount = 0; mount < mountProtocols.length; mount++) {
    const list = views.mountUrls[mount] as number
    for (let at = views.listStart[list] as number; at < (views.listStart[list + 1] as number); at++)
      mountProtocols[mount] = (mountProtocols[mount] as number) | (views.urlProtocol[views.listItems[at] as number] as number)
  }
  return {
    ...views,
    info,
    digest,
    urlBases: views.urlBases.all(),
    countryNames,
    countryByName: new Map(countryNames.map((text, at) => [text, at])),
    directoryByName: byName(views.directoryNames),
    repositoryByKey: byName(views.repositoryKeys),
    redirects: new Map(views.redirectFrom.all().map((from, at) => [from, views.redirectTo.get(at)])),
    disabledRepositories: new Set(views.disabled.all()),
    mountProtocols,
  }
}

/** The items of an interned list. */
export function listOf(snapshot: Snapshot, list: number): Uint32Array {
  return snapshot.listItems.subarray(snapshot.listStart[list], snapshot.listStart[list + 1])
}
