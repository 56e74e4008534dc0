import {repomdFile, readRepomd} from '../../data/repomd.ts'
import {type Tree, joinUrl} from './mirror.ts'
import type {MirrorSession} from './mirror-session.ts'
import type {ContentFinding, Visit} from '../findings/visit.ts'

export type HttpsFound = Pick<Visit, 'httpsTried' | 'offers'>

/**
 * Tries https where a mirror lists only http, and offers it when it gives the very same content. Only on the usual port:
 * the https port of any other http port is unknown.
 */
export async function findHttps(tree: Tree, content: readonly ContentFinding[], session: MirrorSession): Promise<HttpsFound> {
  const found: HttpsFound = {httpsTried: [], offers: []}
  const listed = new Set(tree.urls.map((url) => url.toLowerCase()))
  for (const http of tree.urls.filter((url) => url.startsWith('http:') && new URL(url).port === '')) {
    const https = http.replace(/^http:/, 'https:')
    if (listed.has(https.toLowerCase()) || session.hasFailed(http)) continue
    const known = content.find(
      ({seen, url}) => seen !== undefined && seen.sha256 !== '' && url.startsWith('http') && tree.urls.includes(url),
    )
    const path = tree.directories.find(({directory}) => directory === known?.directory)?.path
    if (known === undefined || path === undefined) continue
    const response = await session.fetchUnlisted(https, joinUrl(path, repomdFile))
    // The https URL is not one of the mirror's, so its failure does not count against the mirror.
    session.urls.delete(https)
    if (session.cut !== undefined) return found
    found.httpsTried.push(http)
    // Many servers redirect https to http; that does not count as https.
    if (response?.url.startsWith('https:') && readRepomd(response.body)?.sha256 === known.seen?.sha256) found.offers.push({http, https})
  }
  return found
}
