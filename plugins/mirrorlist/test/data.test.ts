import {cp, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {readCache} from '../src/cache/read-cache.ts'
import {writeCache} from '../src/cache/write-cache.ts'
import {dataToCache} from '../src/data/data-to-cache.ts'
import {loadData} from '../src/data/load-data.ts'
import {withCurrent} from '../src/data/master-details.ts'
import {sampleFolder} from '../src/data/sample.ts'
import {buildFiles} from '../src/build/build-files.ts'
import {repomd} from './crawl/repository.ts'
import {version} from './support/network.ts'
import {running} from './support/running-service.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ops-mirror-data-'))
  await cp(sampleFolder(), folder, {recursive: true})
})
afterEach(() => rm(folder, {recursive: true}))

const write = (name: string, text: string) => writeFile(join(folder, name), text)
const problems = () =>
  loadData(folder).then(
    () => [],
    (error: Error) => error.message.split('\n'),
  )

describe('a folder of YAML', () => {
  test('the sample is complete', async () => {
    const {sites, service} = await loadData(folder)
    expect(sites.length).toBeGreaterThan(8)
    expect(service.repositories).toHaveLength(4)
  })

  test('reports every mistake with file, line and column', async () => {
    await write(
      'mirrors/aa.yaml',
      `site: A
hosts:
  - name: mirror.north.example
    country: Sweden
    bandwith: 5
    netblocks: [192.0.2.0/33]
    content:
      free-fedora: {urls: ["ftp://a.example/x", "gopher://b"]}
`,
    )
    await write('mirrors/bb.yaml', 'site: B\nhosts: [\n')
    const found = await problems()
    expect(found.filter((line) => line.startsWith('mirrors/aa.yaml')).toSorted()).toEqual([
      'mirrors/aa.yaml:4:14: hosts.0.country: must be an ISO 3166-1 code of two capital letters, e.g. SE.',
      'mirrors/aa.yaml:5:5: hosts.0: unknown key "bandwith". Did you mean "bandwidth"?',
      'mirrors/aa.yaml:6:17: hosts.0.netblocks.0: must be a network, e.g. 192.0.2.0/24.',
      'mirrors/aa.yaml:8:28: hosts.0.content.free-fedora.urls.0: must not be ftp: clients no longer support it. Name an https, http or rsync URL.',
      'mirrors/aa.yaml:8:49: hosts.0.content.free-fedora.urls.1: must be an https, http or rsync URL.',
    ])
    expect(found.filter((line) => line.startsWith('mirrors/bb.yaml'))).toHaveLength(1)
  })

  test('reports contradictions between files', async () => {
    await write(
      'mirrors/zz.yaml',
      'site: Z\nhosts:\n  - name: mirror.north.example\n    country: SE\n    content: {nonfree: {urls: ["https://z.example/x"]}}\n',
    )
    await write(
      'service.yaml',
      `${await readFile(join(folder, 'service.yaml'), 'utf8')}`.replace('directory: free/fedora/releases', 'directory: elsewhere/releases'),
    )
    expect(await problems()).toEqual([
      'mirrors/zz.yaml:3:11: duplicate host "mirror.north.example"; first defined at mirrors/se-north.yaml:3:11. Rename or remove one of them.',
      'mirrors/zz.yaml:5:24: service.yaml has no category "nonfree". Use one of free-fedora, or add it.',
      'service.yaml:7:53: "elsewhere/releases/42/Everything/x86_64/os" is in the directory of no category. Correct it, or add a category for it.',
    ])
  })

  test('reports contradictions within service.yaml', async () => {
    const text = await readFile(join(folder, 'service.yaml'), 'utf8')
    await write(
      'service.yaml',
      `${text.replace(/^redirects:.*$/m, 'redirects: {a: free-fedora-42, b: nowhere}')}directories: [other/iso]\n`,
    )
    await write('mirrors/zz.yaml', 'site: Z\nhosts:\n  - {name: z, country: SE, content: {toString: {urls: ["http://z.example/x"]}}}\n')
    expect(await problems()).toEqual([
      'mirrors/zz.yaml:3:48: service.yaml has no category "toString". Use one of free-fedora, or add it.',
      'service.yaml:9:35: "b" redirects to "nowhere", which is not a repository. Use one of free-fedora-rawhide, free-fedora-42, free-fedora-rawhide-source, or add it.',
      'service.yaml:11:15: "other/iso" is in the directory of no category. Correct it, or add a category for it.',
    ])
  })

  test.each([
    ['a: &a [x, x]\nb: *a\nc: *nobody\n', 'service.yaml:3:4: the alias *nobody has no anchor before it.'],
    [
      [...'bcdef'].reduce(
        (text, name, at) => `${text}${name}: &${name} [${`*${'abcde'[at]}, `.repeat(30)}]\n`,
        `a: &a [${'x, '.repeat(30)}]\n`,
      ),
      'service.yaml:1:1: the aliases stand for more than',
    ],
  ])('names the place of aliases without an anchor, and of too many aliases', async (text, words) => {
    await write('service.yaml', text)
    expect((await problems())[0]).toContain(words)
  })

  test('without any mirror file is refused', async () => {
    await rm(join(folder, 'mirrors'), {recursive: true})
    await mkdir(join(folder, 'mirrors'))
    expect(await problems()).toEqual(['mirrors: no mirror file (*.yaml) found.'])
  })

  test.each([
    ['f', undefined],
    ['a/b.c/..d', undefined],
    ['/a', 'must be a path without blanks'],
    ['a/', 'must be a path without blanks'],
    ['a//b', 'must be a path without blanks'],
    ['a b', 'must be a path without blanks'],
    ['a/../b', 'must not hold . or .. as a part'],
  ])('a directory may be called "%s": %s', async (directory, words) => {
    await write('service.yaml', `categories: {free-fedora: {directory: "${directory}"}}\nrepositories: []\n`)
    const found = (await problems()).filter((line) => line.startsWith('service.yaml'))
    expect(found).toEqual(
      words === undefined ? [] : [expect.stringContaining(`service.yaml:1:39: categories.free-fedora.directory: ${words}`)],
    )
  })

  test('a missing folder is named', async () => {
    await expect(loadData('/nonexistent')).rejects.toMatchObject({code: 'MIRRORLIST_INPUT_MISSING'})
  })

  test('is served as written: private hosts, allowed countries, exclusions with their reason', async () => {
    await write(
      'status.json',
      JSON.stringify({
        families: {'ftp.harbour.example': 3},
        excluded: [{host: 'mirror.north.example', reason: 'repomd.xml is 3 days old'}],
      }),
    )
    await using server = await running(dataToCache(await loadData(folder), 1))
    const repo = 'repo=free-fedora-rawhide&arch=x86_64'
    expect((await server.get(`/mirrorlist?${repo}&ip=192.0.2.200`)).hosts).toEqual(['lab.north.example'])
    expect((await server.get(`/mirrorlist?${repo}&country=SE`)).hosts).toEqual(['ftp.harbour.example'])
    const {hosts} = JSON.parse((await server.get(`/mirrorlist?${repo}&explain=1&ip=192.0.2.1`)).text)
    expect(hosts.find((host: {name: string}) => host.name === 'mirror.north.example').reason).toBe('repomd.xml is 3 days old')
    expect((await server.get('/metalink?repo=free-fedora-43&arch=x86_64')).status).toBe(200)
  })
})

test('a mirror without an answering URL is left out of directories without a repository too, with the reason', async () => {
  await write('service.yaml', `${await readFile(join(folder, 'service.yaml'), 'utf8')}directories: [free/fedora/iso]\n`)
  const {sites} = await loadData(folder)
  const host = sites.flatMap(({hosts}) => hosts).find(({name}) => name === 'mirror.reef.example')
  const broken = Object.values(host?.content ?? {}).flatMap(({urls}) => urls.map((url) => ({url: `${url}/`, reason: 'it is silent'})))
  await write('status.json', JSON.stringify({broken}))
  await using server = await running(dataToCache(await loadData(folder), 1), {})
  const {hosts} = JSON.parse((await server.get('/mirrorlist?path=free/fedora/iso&explain=1')).text)
  const rows = (hosts as {name: string; reason: string}[]).filter(({reason}) => reason !== '')
  expect(rows.find(({name}) => name === 'mirror.reef.example')?.reason).toBe('it is silent')
  expect((await server.get('/mirrorlist?path=free/fedora/iso&country=AU')).hosts).not.toContain('mirror.reef.example')
})

describe('build', () => {
  test('writes a protobuf cache with the same content as the data', async () => {
    const protobuf = join(folder, 'cache.proto')
    await buildFiles({source: {kind: 'data', folder}, protobuf})
    await using fromData = await running(dataToCache(await loadData(folder), 1))
    await using fromCache = await running(readCache(await readFile(protobuf), protobuf))
    for (const query of ['country=SE', 'ip=192.0.2.1', 'ip=192.0.2.200', 'country=global', 'protocol=rsync']) {
      const path = `/mirrorlist?repo=free-fedora-rawhide&arch=x86_64&${query}`
      expect((await fromCache.get(path)).urls.toSorted()).toEqual((await fromData.get(path)).urls.toSorted())
    }
  })

  test('refuses a cache that was cut off before its directories', async () => {
    const protobuf = join(folder, 'cache.proto')
    await writeFile(protobuf, writeCache({...dataToCache(await loadData(folder), 1), directories: () => []}))
    await expect(buildFiles({source: {kind: 'cache', file: protobuf}})).rejects.toThrow('it ends without any directory at byte')
  })

  test('reads the metadata of the master, and keeps older versions that mirrors may still have', async () => {
    const os = 'free/fedora/releases/42/Everything/x86_64/os/repodata'
    const master = join(folder, 'master')
    await mkdir(join(master, os), {recursive: true})
    const build = () => buildFiles({source: {kind: 'data', folder}, master})
    const before = (await loadData(folder)).details.find(({directory}) => directory === os)?.versions ?? []
    const [first, second] = [repomd(999_999_999), repomd(1_700_900_000)]
    await writeFile(join(master, os, 'repomd.xml'), first)
    expect((await build()).master).toMatchObject({changed: [os], missing: expect.arrayContaining([expect.stringContaining('rawhide')])})
    expect((await build()).master?.changed).toEqual([])
    await writeFile(join(master, os, 'repomd.xml'), second)
    await build()
    const versions = (await loadData(folder)).details.find(({directory}) => directory === os)?.versions ?? []
    expect(versions.map(({size}) => size)).toEqual([second.length, first.length, ...before.map(({size}) => size)])
    // A truncated file is ignored: clients would refuse mirrors with the whole one.
    await writeFile(join(master, os, 'repomd.xml'), second.subarray(0, 50))
    const rawhide = os.replace('releases/42', 'development/rawhide')
    await mkdir(join(master, rawhide), {recursive: true})
    await writeFile(join(master, rawhide, 'repomd.xml'), first)
    expect((await build()).master?.missing).toContain(os)
    await rm(join(master, 'free'), {recursive: true})
    await expect(build()).rejects.toMatchObject({code: 'MIRRORLIST_INPUT_MISSING'})
    expect((await loadData(folder)).details.find(({directory}) => directory === os)?.versions).toEqual(versions)
  })

  test('keeps four alternates, and lists a version that returned only once', () => {
    const [a, b, c, d, e, f] = ['a', 'b', 'c', 'd', 'e', 'f'].map((digit) => version(digit))
    if (!a || !b || !c || !d || !e || !f) throw new Error('six')
    expect(withCurrent(f, [e, d, c, b, a])).toEqual([f, e, d, c, b])
    expect(withCurrent(d, [f, e, d, c])).toEqual([d, f, e, c])
  })
})
