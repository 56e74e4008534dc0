import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {existsSync} from 'node:fs'
import {expect} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {seededRandom} from '../src/random/seeded-random.ts'
import {network, os, publicHosts, repodata, version} from './support/network.ts'
import {run} from './support/run.ts'
import {running} from './support/running-service.ts'
import {syntheticCache} from './support/synthetic-cache.ts'

// librepo's own parser, which dnf reads metalinks with, on what we print. Debian's python3-librepo belongs to /usr/bin/python3.
const module = '/usr/lib/python3/dist-packages/librepo/__init__.py'
const test = lab({programs: ['python3'], ...(existsSync(module) ? {} : {missing: 'python3-librepo is not installed'})})

/** Parses each file given and prints what it understood as one JSON line; a parser's complaint ends it. */
const reader = `
import sys, json, librepo
for path in sys.argv[1:]:
    handle = librepo.Handle()
    handle.repotype = librepo.LR_YUMREPO
    handle.metalinkurl = "file://" + path
    handle.fetchmirrors = True
    handle.destdir = path + ".d"
    result = handle.perform()
    metalink = handle.metalink
    print(json.dumps({"filename": metalink["filename"], "timestamp": metalink["timestamp"], "size": metalink["size"],
        "hashes": metalink["hashes"], "urls": metalink["urls"], "alternates": len(metalink.get("alternates", []))}))
`

interface Parsed {
  filename: string
  timestamp: number
  size: number
  hashes: [string, string][]
  urls: {protocol: string; type: string; location: string; preference: number; url: string}[]
  alternates: number
}

async function parse(metalinks: readonly string[]): Promise<Parsed[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ops-librepo-'))
  try {
    const files = metalinks.map((_, at) => join(folder, `${at}.xml`))
    for (const [at, file] of files.entries()) {
      await writeFile(file, metalinks[at] ?? '')
      await mkdir(`${file}.d`)
    }
    await writeFile(join(folder, 'reader.py'), reader)
    const output = await run('/usr/bin/python3', [join(folder, 'reader.py'), ...files])
    return output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Parsed)
  } finally {
    await rm(folder, {recursive: true})
  }
}

test('reads name, time, size, hashes, alternates, and each URL with its preference', async () => {
  await using server = await running(
    network({
      hosts: [...publicHosts({SE: 3}), {id: 9, country: 'SE', private: true, urls: ['http://x.test/a&b'], netblocks: ['10.0.0.0/8']}],
    }),
    {policy: {order: 'append'}, countries: {'10.0.0.1': 'SE'}},
  )
  const {text} = await server.get('/metalink?repo=fedora-42&arch=x86_64&ip=10.0.0.1')
  const [parsed] = await parse([text])
  expect(parsed).toMatchObject({filename: 'repomd.xml', timestamp: 1_700_000_000, size: 3000, alternates: 1})
  expect(parsed?.hashes).toEqual([
    ['md5', 'a'.repeat(32)],
    ['sha1', 'a'.repeat(40)],
    ['sha256', 'a'.repeat(64)],
    ['sha512', 'a'.repeat(128)],
  ])
  expect(parsed?.urls[0]).toMatchObject({
    protocol: 'http',
    location: 'SE',
    preference: 100,
    url: 'http://x.test/a&b/releases/42/os/repodata/repomd.xml',
  })
  expect(parsed?.urls.map(({preference}) => preference)).toEqual([100, 99, 99, 98, 98, 97, 97])
})

test('accepts every metalink of a large network, for clients from everywhere', async () => {
  const cache = syntheticCache({hosts: 300, urls: 600, directories: 40})
  await using server = await running(cache, {
    countries: Object.fromEntries(['US', 'SE', 'ZZ', 'JP'].map((country, at) => [`198.18.0.${at}`, country])),
  })
  const random = seededRandom(5)
  const texts: string[] = []
  const queries = ['', '&protocol=https', '&country=global', '&country=SE,DE', '&limit=3', '&family=6', '&exclude_country=US']
  for (let count = 0; count < 150; count++) {
    const {status, text} = await server.get(
      `/metalink?repo=repo-${random.bits() % 20}&arch=x86_64&ip=198.18.0.${random.bits() % 4}${queries[count % queries.length]}`,
    )
    expect(status).toBe(200)
    texts.push(text)
  }
  const parsed = await parse(texts)
  expect(parsed).toHaveLength(texts.length)
  parsed.forEach(({urls}, at) => {
    expect(urls).toHaveLength(texts[at]?.match(/<url /g)?.length ?? -1)
    expect(urls.every(({preference}) => preference >= 1 && preference <= 100)).toBe(true)
  })
})

test('reads names and URLs that need escaping as they are', async () => {
  const hosts = [{id: 1, country: 'SE', urls: ["https://a.test/x&y='z'"]}]
  const files = () => [{directory: repodata, files: [{name: 'repomd.xml', versions: [{...version('a'), md5: '', sha1: ''}]}]}]
  await using server = await running(network({hosts, files}))
  const [parsed] = await parse([(await server.get('/metalink?repo=fedora-42&arch=x86_64')).text])
  expect(parsed?.urls[0]?.url).toBe("https://a.test/x&y='z'/releases/42/os/repodata/repomd.xml")
  expect(parsed?.hashes.map(([type]) => type)).toEqual(['sha256', 'sha512'])
  expect(os).toContain('42')
})
