import type {YAMLMap, YAMLSeq} from 'yaml'

/** One URL in a data file, with where it stands in the text. */
export interface UrlItem {
  url: string
  host: string
  category: string
  start: number
  end: number
  /** URLs of the same list. */
  siblings: readonly string[]
  /** Written `[a, b]`. */
  flow: boolean
}

/** All URLs of hosts in a site's file; of a file that is no YAML, or of another shape, what can be found. */
export async function urlItems(text: string): Promise<UrlItem[]> {
  const {isMap, isScalar, isSeq, parseDocument} = await import('yaml')
  const map = (node: unknown): YAMLMap['items'] => (isMap(node) ? (node as YAMLMap).items : [])
  const seq = (node: unknown): unknown[] => (isSeq(node) ? (node as YAMLSeq).items : [])
  const get = (node: unknown, key: string): unknown => (isMap(node) ? (node as YAMLMap).get(key, true) : undefined)
  const plain = (node: unknown): string => (isScalar(node) ? String(node.value) : '')
  const root = parseDocument(text).contents
  return seq(get(root, 'hosts')).flatMap((host) =>
    map(get(host, 'content')).flatMap(({key, value}) => {
      const urls = get(value, 'urls')
      const items = seq(urls).filter(isScalar)
      const siblings = items.map((item) => plain(item))
      const flow = isSeq(urls) && (urls as YAMLSeq).flow === true
      return items.map((item) => {
        const [start = 0, end = 0] = item.range ?? []
        return {url: plain(item), host: plain(get(host, 'name')), category: plain(key), start, end, siblings, flow}
      })
    }),
  )
}
