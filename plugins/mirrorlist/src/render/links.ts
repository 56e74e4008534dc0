import type {FileVersion} from '../cache/mirror-cache.ts'
import type {MirrorEntry} from './mirror-entry.ts'

/** Enough to find another mirror, and far below what proxies allow a header to hold. */
const maxLinks = 10

/** RFC 6249: other places of the same file, nearest first, as the value of one `Link` header. */
export function duplicateLinks(mirrors: readonly MirrorEntry[]): string {
  const web = mirrors.flatMap(({country, urls}) => {
    const best = urls.find(({protocol}) => protocol !== 'rsync')
    return best === undefined ? [] : [{url: best.url, country}]
  })
  return web
    .slice(0, maxLinks)
    .map(({url, country}, at) => `<${url}>; rel=duplicate; pri=${at + 1}${country === '' ? '' : `; geo=${country.toLowerCase()}`}`)
    .join(', ')
}

/** RFC 3230, which RFC 6249 section 6 asks for beside the links; undefined when the SHA-256 is not known. */
export function instanceDigest({sha256}: FileVersion): string | undefined {
  return /^[0-9a-f]{64}$/i.test(sha256) ? `SHA-256=${Buffer.from(sha256, 'hex').toString('base64')}` : undefined
}
