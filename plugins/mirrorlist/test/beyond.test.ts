import {createHash} from 'node:crypto'
import {describe, expect, test} from 'vitest'
import type {AccessCounter} from '../src/count/access-counter.ts'
import {network, os, publicHosts, repodata, version} from './support/network.ts'
import {running} from './support/running-service.ts'

// What upstream does not have.
const repo = 'repo=fedora-42&arch=x86_64'
const countries = {'192.0.2.1': 'SE', '2001:db8::1': 'SE'}

describe('filters of clients', () => {
  const hosts = [
    {id: 1, country: 'SE', urls: ['https://v4.test/f'], family: 1},
    {id: 2, country: 'SE', urls: ['https://v6.test/f'], family: 2},
    {id: 3, country: 'SE', urls: ['https://both.test/f'], family: 3},
    {id: 4, country: 'SE', urls: ['https://unknown.test/f']},
    {id: 5, country: 'NO', urls: ['https://no.test/f']},
    {id: 6, country: 'US', urls: ['https://us.test/f']},
  ]

  test.each([
    ['family=6&ip=192.0.2.1&exclude_country=NO,US', ['both.test', 'unknown.test', 'v6.test']],
    ['family=6&strict=1&ip=192.0.2.1', ['both.test', 'v6.test']],
    ['family=4&country=SE', ['both.test', 'unknown.test', 'v4.test']],
    ['strict=1&ip=192.0.2.1', ['both.test', 'unknown.test', 'v4.test', 'v6.test']],
    ['exclude_country=se,us&ip=192.0.2.1', ['no.test']],
    ['country=SE,NO&exclude_country=SE', ['no.test']],
  ])('%s', async (query, expected) => {
    await using server = await running(network({hosts}), {countries})
    expect((await server.get(`/mirrorlist?${repo}&${query}`)).hosts.toSorted()).toEqual(expected)
  })

  test('an empty answer says why', async () => {
    await using server = await running(network({hosts}), {countries})
    expect(await server.get(`/mirrorlist?${repo}&country=FR&strict=1`)).toMatchObject({
      status: 404,
      text: '# repo = fedora-42 arch = x86_64 \n# no mirror matches strict\n',
    })
  })

  test('limit cuts all formats alike', async () => {
    await using server = await running(network({hosts}), {countries})
    expect((await server.get(`/mirrorlist?${repo}&limit=2`)).hosts).toHaveLength(2)
    expect((await server.get(`/metalink?${repo}&limit=2`)).text.match(/<url /g)).toHaveLength(2)
    expect(JSON.parse((await server.get(`/mirrorlist?${repo}&limit=2&format=json`)).text).mirrors).toHaveLength(2)
    expect((await server.get(`/mirrorlist?${repo}&limit=0`)).hosts).toHaveLength(6)
  })
})

describe('formats', () => {
  const hosts = publicHosts({SE: 2, DE: 12})

  test('Metalink 4 (RFC 5854)', async () => {
    await using server = await running(network({hosts}), {countries})
    const {type, text, status} = await server.get(`/metalink?${repo}&format=metalink4&ip=192.0.2.1`)
    expect([status, type]).toEqual([200, 'application/metalink4+xml'])
    expect(text).toContain('<metalink xmlns="urn:ietf:params:xml:ns:metalink">')
    expect(text).toContain(`<hash type="sha-256">${'a'.repeat(64)}</hash>`)
    expect(text).toMatch(/<url location="se" priority="1">https:\/\/m\d\.se\.test\/fedora\/releases\/42\/os\/repodata\/repomd.xml<\/url>/)
    expect((await server.get(`/mirrorlist?path=${os}/x&format=metalink4`)).status).toBe(404)
  })

  test('JSON has tier, preference and versions', async () => {
    await using server = await running(network({hosts}), {countries})
    const answer = JSON.parse((await server.get(`/metalink?${repo}&format=json&ip=192.0.2.1`)).text)
    expect(answer).toMatchObject({
      target: `${repodata}/repomd.xml`,
      country: 'SE',
      generation: 7,
      tiers: [
        {tier: 'geoip', hosts: 2},
        {tier: 'continent', hosts: 12},
      ],
    })
    expect(answer.mirrors[0]).toMatchObject({country: 'SE', tier: 'geoip', preference: 100, private: false})
    expect(answer.versions).toHaveLength(2)
  })

  test('redirects of files carry Link and Digest (RFC 6249), ten links at most', async () => {
    const sha256 = createHash('sha256').update('x').digest('hex')
    const files = () => [{directory: repodata, files: [{name: 'repomd.xml', versions: [{...version('a'), sha256}]}]}]
    await using server = await running(network({hosts, files}), {countries})
    const answer = await server.get(`/mirrorlist?path=${repodata}/repomd.xml&redirect=1&ip=192.0.2.1`)
    expect(answer.status).toBe(302)
    const links = answer.header('link')?.split(', ') ?? []
    expect(links).toHaveLength(10)
    expect(links[0]).toBe(`<${answer.header('location')}>; rel=duplicate; pri=1; geo=se`)
    expect(answer.header('digest')).toBe(`SHA-256=${createHash('sha256').update('x').digest('base64')}`)
  })

  test('the generation is in a header', async () => {
    await using server = await running(network({hosts}))
    expect((await server.get(`/mirrorlist?${repo}`)).header('x-mirrorlist-generation')).toBe('7')
  })
})

describe('explain', () => {
  const hosts = [
    ...publicHosts({SE: 5, JP: 1}),
    {id: 20, country: 'SE', urls: ['https://lab.test/f'], private: true, netblocks: ['10.0.0.0/8']},
    {id: 21, country: 'SE', urls: ['https://lacks.test/f'], lacks: [os]},
    {id: 22, country: 'SE', urls: ['https://danes.test/f'], allowed: ['DK']},
    {id: 23, country: 'SE', urls: ['rsync://rs.test/f']},
  ]
  const explained = async (query: string, trusted = ['127.0.0.0/8']) => {
    const cache = network({hosts, exclusions: [{host: 21, directory: os, reason: 'repomd.xml is 3 days old'}]})
    await using server = await running(cache, {countries, trusted})
    const {hosts: rows} = JSON.parse((await server.get(`/mirrorlist?${repo}&explain=1&${query}`)).text)
    return new Map<string, {tier?: string; reason: string; share: number}>(rows.map((row: {name: string}) => [row.name, row]))
  }

  test('gives each mirror its tier or its reason', async () => {
    const rows = await explained('ip=192.0.2.1&protocol=https')
    expect(rows.get('m1.se.test')).toMatchObject({tier: 'geoip', share: 0.2, reason: ''})
    expect(rows.get('m6.jp.test')?.reason).toBe('it is on another continent, and at least 5 nearer mirrors were found')
    expect(rows.get('lab.test')?.reason).toBe('it is private, and neither its netblocks nor its ASN hold this client')
    expect(rows.get('lacks.test')?.reason).toBe('repomd.xml is 3 days old')
    expect(rows.get('danes.test')?.reason).toBe('it serves only clients of other countries (countries_allowed)')
    expect(rows.get('rs.test')?.reason).toBe('it has no URL of the protocols asked for')
    expect((await explained('ip=10.1.1.1')).get('m1.se.test')?.reason).toBe('it is not needed: a mirror has the netblock of this client')
    expect((await explained('country=JP')).get('m1.se.test')?.reason).toBe('it is not in the countries asked for')
  })

  test('hides private mirrors and hosts without content from untrusted clients', async () => {
    const rows = await explained('ip=10.1.1.1', ['192.0.2.0/24'])
    expect(rows.has('lab.test')).toBe(false)
    expect(rows.has('lacks.test')).toBe(false)
    expect(rows.has('m1.se.test')).toBe(true)
  })
})

test('accesses are counted by numbers, with a table of their names', async () => {
  const counted: unknown[] = []
  let repositories: readonly string[] = []
  let names: readonly string[] = []
  const counter: AccessCounter = {
    use: (given) => {
      repositories = given.repositories
      names = given.countries
    },
    count: ({repository, requestedProtocols, countme}, {country, family}, tier) => {
      counted.push([repositories[repository], names[country], tier, requestedProtocols, family, countme])
    },
  }
  await using server = await running(network({hosts: publicHosts({SE: 1})}), {countries, counter})
  await server.get(`/mirrorlist?${repo}&ip=192.0.2.1&countme=3`)
  await server.get(`/metalink?${repo}&ip=2001:db8::1&protocol=https`)
  await server.get(`/mirrorlist?path=${os}&ip=10.0.0.1&countme=9`)
  await server.get('/mirrorlist?repo=nix&arch=x')
  expect(counted).toEqual([
    ['fedora-42+x86_64', 'SE', 3, 0, 4, 3],
    ['fedora-42+x86_64', 'SE', 3, 1, 6, 0],
    [undefined, 'N/A', 5, 0, 4, 0],
  ])
})
