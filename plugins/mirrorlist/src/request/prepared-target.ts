import {cleanPath} from '../net/mirror-url.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'
import {fileVersions} from '../render/file-details.ts'
import {metalinkFile} from '../render/metalink3.ts'
import {type Piece, PieceTable} from '../render/pieces.ts'
import {escapeXml} from '../render/xml.ts'
import type {Target} from './target.ts'

/** What of an answer depends on the target only, encoded. */
export interface PreparedTarget {
  /** In keys of the order cache; -1: not cached, because clients can invent file names. */
  id: number
  directory: number
  repository: number
  comment: string
  /** `directory/file`, for sentences. */
  name: string
  lineTail: Uint8Array
  elementTail: Uint8Array
  /** Of a Metalink 3: what is known of the file; undefined when nothing is. */
  middle: string | undefined
}

/** A network has some thousands of targets that clients ask for. More distinct ones than this come from a client that invents names. */
const maxKept = 8192

/** Targets of one snapshot, prepared when they are first asked for. */
export class PreparedTargets {
  readonly #snapshot: Snapshot
  readonly #kept = new Map<number, PreparedTarget>()
  readonly lines: (entry: number) => readonly Piece[]
  readonly elements: (entry: number) => readonly Piece[]

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
    const pieces = new PieceTable(snapshot)
    this.lines = (entry) => pieces.lines(entry)
    this.elements = (entry) => pieces.elements(entry)
  }

  get(target: Target, metalink: boolean): PreparedTarget {
    const usual = target.repository >= 0 || target.file === ''
    if (!usual) return this.#make(target, metalink, -1)
    // A repository's two targets (directory, metadata) and a directory by path get different numbers.
    const key =
      (target.repository >= 0 ? target.repository * 2 : (this.#snapshot.repositoryKeys.length + target.directory) * 2) + (metalink ? 1 : 0)
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    const made = this.#make(target, metalink, this.#kept.size < maxKept ? key : -1)
    if (made.id >= 0) this.#kept.set(key, made)
    return made
  }

  #make({directory, file, comment, repository}: Target, metalink: boolean, id: number): PreparedTarget {
    const path = targetPath(this.#snapshot, directory, file)
    const versions = metalink ? fileVersions(this.#snapshot, directory, file) : undefined
    return {
      id,
      directory,
      repository,
      comment,
      name: `${this.#snapshot.directoryNames.get(directory)}/${file}`,
      lineTail: encode(`${path}\n`),
      elementTail: encode(`${escapeXml(path)}</url>\n`),
      middle: versions === undefined ? undefined : metalinkFile(file, versions),
    }
  }
}

/** The part after a base URL: `/subpath/` or `/subpath/file`. */
export function targetPath(snapshot: Snapshot, directory: number, file: string): string {
  const subpath = snapshot.directorySubpath.get(directory)
  return `${subpath === '' ? '' : `/${subpath}`}/${cleanPath(file)}`
}

function encode(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'))
}
