import type {YAMLMap, YAMLSeq} from 'yaml'

/** The URLs of one category of one host, with their places in the text. */
export interface UrlList {
  host: string
  category: string
  items: readonly UrlItem[]
  /** Written `[a, b]`. */
  flow: boolean
}

export interface UrlItem {
  url: string
  start: number
  end: number
}

/** All lists of URLs in a site's file; none of a file that is no YAML, and of another shape what can be found. */
export async function urlLists(text: string): Promise<UrlList[]> {
  const {isMap, isScalar, isSeq, parseDocument} = await import('yaml')
  const map = (node: unknown): YAMLMap['items'] => (isMap(node) ? (node as YAMLMap).items : [])
  const seq = (node: unknown): unknown[] => (isSeq(node) ? (node as YAMLSeq).items : [])
  const get = (node: unknown, key: string): unknown => (isMap(node) ? (node as YAMLMap).get(key, true) : undefined)
  const plain = (node: unknown): string => (isScalar(node) ? String(node.value) : '')
  const document = parseDocument(text)
  // Places in a broken file are guesses, and edits must not rely on guesses.
  if (document.errors.length > 0) return []
  return seq(get(document.contents, 'hosts')).flatMap((host) =>
    map(get(host, 'content')).map(({key, value}) => {
      const urls = get(value, 'urls')
      const items = seq(urls)
        .filter(isScalar)
        .map((item) => ({url: plain(item), start: item.range?.[0] ?? 0, end: item.range?.[1] ?? 0}))
      return {host: plain(get(host, 'name')), category: plain(key), items, flow: isSeq(urls) && (urls as YAMLSeq).flow === true}
    }),
  )
}
