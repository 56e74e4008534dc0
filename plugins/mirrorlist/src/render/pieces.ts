import {mountMask, privateBit} from '../snapshot/layout.ts'
import {protocolName} from '../net/mirror-url.ts'
import {listOf, type Snapshot} from '../snapshot/snapshot.ts'
import {escapeXml} from './xml.ts'

/** A URL's part of an answer, encoded once; the directory's path, the same for all URLs of an answer, follows it. */
export interface Piece {
  bytes: Uint8Array
  protocol: number
  /** Offset of `100">`, which is overwritten by the preference; -1 in lists. */
  preferenceAt: number
}

const digits = 5

/** `100">`, `99" >`, `1"  >`: always five bytes, so that all pieces have the same length at any place (XML allows the blanks). */
export const preferences: readonly Uint8Array[] = Array.from({length: 101}, (_, value) =>
  Uint8Array.from(Buffer.from(`${value}"`.padEnd(digits - 1).concat('>'))),
)

/** Pieces of each mount, made when it is first listed. */
export class PieceTable {
  readonly #snapshot: Snapshot
  readonly #lines: (readonly Piece[] | undefined)[] = []
  /** Of public mounts, and of private ones. */
  readonly #elements: (readonly Piece[] | undefined)[][] = [[], []]

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
  }

  /** For lists: base URLs as they are. */
  lines(entry: number): readonly Piece[] {
    const mount = entry & mountMask
    const known = this.#lines[mount]
    if (known !== undefined) return known
    const made = this.#urls(mount).map(({url, protocol}) => ({bytes: encode(url), protocol, preferenceAt: -1}))
    this.#lines[mount] = made
    return made
  }

  /** For Metalink 3: `<url …>` and the base URL. */
  elements(entry: number): readonly Piece[] {
    const mount = entry & mountMask
    const elements = this.#elements[entry >>> 31] as (readonly Piece[] | undefined)[]
    const known = elements[mount]
    if (known !== undefined) return known
    const country = this.#snapshot.countryNames[this.#snapshot.hostCountry[this.#snapshot.mountHost[mount] as number] as number]
    const location = country === 'N/A' ? '' : escapeXml(country ?? '')
    const isPrivate = (entry & privateBit) === 0 ? '' : ' mm0:private="True"'
    const made = this.#urls(mount).map(({url, protocol}) => {
      const name = protocolName(protocol)
      const opened = `    <url protocol="${name}" type="${name}" location="${location}"${isPrivate} preference="`
      return {bytes: encode(`${opened}100">${escapeXml(url)}`), protocol, preferenceAt: opened.length}
    })
    elements[mount] = made
    return made
  }

  #urls(mount: number): {url: string; protocol: number}[] {
    const {urlBases, urlProtocol, mountUrls} = this.#snapshot
    return Array.from(listOf(this.#snapshot, mountUrls[mount] as number), (url) => ({
      url: urlBases[url] as string,
      protocol: urlProtocol[url] as number,
    }))
  }
}

function encode(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'))
}
