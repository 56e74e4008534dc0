import {parsePrefix} from '../../src/net/prefix.ts'

/** How a country stands in a record: nested as MaxMind has it, or flat as ip-location-db has it. */
export type RecordStyle = 'nested' | 'flat'

/** Writes a small MaxMind DB (file format 2.0): a 24-bit search tree of both families, and one record per country. */
export function mmdb(countries: Record<string, string>, style: RecordStyle = 'nested', builtAt = Date.UTC(2026, 0, 1)): Buffer {
  const nodes: [number | undefined, number | undefined][] = [[undefined, undefined]]
  const data: Buffer[] = []
  const offsets = new Map<string, number>()
  for (const code of new Set(Object.values(countries))) {
    offsets.set(
      code,
      data.reduce((sum, part) => sum + part.length, 0),
    )
    data.push(style === 'flat' ? map({country_code: code}) : map({country: {iso_code: code}}))
  }
  // Values below are links to nodes; leaves are kept as negative numbers until the count of nodes is known.
  for (const [text, code] of Object.entries(countries)) {
    const prefix = parsePrefix(text)
    if (prefix === undefined) throw new Error(text)
    // MaxMind's trees hold IPv4 at ::/96, not at ::ffff:0:0/96.
    const address = prefix.address.slice()
    if (!text.includes(':')) address.fill(0, 0, 12)
    let node = 0
    for (let bit = 0; bit < prefix.bits; bit++) {
      const side = ((address[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1
      const pair = nodes[node]
      if (pair === undefined) throw new Error('no node')
      if (bit === prefix.bits - 1) pair[side] = -1 - (offsets.get(code) ?? 0)
      else {
        const next = pair[side]
        node = next === undefined || next < 0 ? nodes.push([undefined, undefined]) - 1 : next
        pair[side] = node
      }
    }
  }
  const tree = Buffer.alloc(nodes.length * 6)
  nodes.forEach((pair, at) => {
    for (const side of [0, 1] as const) {
      const value = pair[side]
      const record = value === undefined ? nodes.length : value < 0 ? nodes.length + 16 + (-1 - value) : value
      tree.writeUIntBE(record, at * 6 + side * 3, 3)
    }
  })
  const metadata = map({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: Math.floor(builtAt / 1000),
    database_type: style === 'flat' ? 'country ipvAll' : 'GeoLite2-Country',
    description: {en: 'test'},
    ip_version: 6,
    languages: [],
    node_count: nodes.length,
    record_size: 24,
  })
  return Buffer.concat([tree, Buffer.alloc(16), ...data, Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), metadata])
}

type Value = string | number | readonly Value[] | {[key: string]: Value}

function map(value: {[key: string]: Value}): Buffer {
  return Buffer.concat([
    control(7, Object.keys(value).length),
    ...Object.entries(value).flatMap(([key, one]) => [encode(key), encode(one)]),
  ])
}

function encode(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)])
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return Buffer.concat([control(6, 4), bytes])
  }
  if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encode)])
  return map(value as {[key: string]: Value})
}

/** Types above 7 are "extended": 0 in the control byte, the rest in the next. Sizes below 29 only. */
function control(type: number, size: number): Buffer {
  return type <= 7 ? Buffer.from([(type << 5) | size]) : Buffer.from([size, type - 7])
}
