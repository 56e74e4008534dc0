import {describe, expect, test} from 'vitest'
import {network, os, publicHosts, repodata, version} from './support/network.ts'
import {running} from './support/running-service.ts'

// What upstream's server does wrong and ours must not; each is one of the defects in the research, section A.
const repo = 'repo=fedora-42&arch=x86_64'
const swede = {'192.0.2.1': 'SE', '192.0.2.2': 'NO'}

describe('hosts for the clients of some countries only', () => {
  const hosts = [
    {id: 1, country: 'SE', urls: ['https://own.test/f'], allowed: ['SE']},
    {id: 2, country: 'SE', urls: ['https://all.test/f']},
    {id: 3, country: 'DK', urls: ['https://dane.test/f'], allowed: ['DK']},
    {id: 4, country: 'US', urls: ['https://us.test/f'], allowed: ['US', 'CA']},
    {id: 5, country: 'SE', private: true, urls: ['https://net.test/f'], allowed: ['DE'], netblocks: ['192.0.2.0/24'], asns: [64_500]},
  ]

  test.each([
    ['the country tier', '', ['own.test', 'all.test']],
    ['the continent tier', 'ip=192.0.2.2', ['all.test']],
    ['country=', 'country=DK,SE&ip=192.0.2.2', ['all.test']],
    ['country=global', 'country=global&ip=192.0.2.1', ['all.test', 'own.test']],
    ['netblocks and ASNs', 'ip=192.0.2.1', ['own.test', 'all.test']],
  ])('are left out by %s', async (_, query, expected) => {
    await using server = await running(network({hosts}), {countries: swede, netblocks: '192.0.2.0/24 64500'})
    const {hosts: listed} = await server.get(`/mirrorlist?${repo}&${query || 'ip=192.0.2.1'}`)
    expect(listed.toSorted()).toEqual(expected.toSorted())
  })

  test('a client of unknown country gets none of them', async () => {
    await using server = await running(network({hosts}))
    expect((await server.get(`/mirrorlist?${repo}`)).hosts).toEqual(['all.test'])
  })
})

describe('protocols', () => {
  const hosts = [
    {id: 1, country: 'SE', urls: ['ftp://a.test/f', 'http://a.test/f', 'https://a.test/f', 'rsync://a.test/f']},
    {id: 2, country: 'SE', urls: ['ftp://b.test/f', 'rsync://b.test/f']},
    {id: 3, country: 'SE', urls: ['ftp://c.test/f']},
  ]

  test('https comes first, whatever was stored first; ftp never', async () => {
    await using server = await running(network({hosts}))
    const {urls} = await server.get(`/mirrorlist?${repo}`)
    expect(urls).toEqual(['https://a.test/f/releases/42/os/'])
    const metalink = await server.get(`/metalink?${repo}`)
    expect(metalink.text).not.toContain('ftp')
    expect([...metalink.text.matchAll(/protocol="(\w+)"/g)].map((match) => match[1]).toSorted()).toEqual([
      'http',
      'https',
      'rsync',
      'rsync',
    ])
  })

  test.each(['list', 'metalink'])('a protocol without mirrors is answered with its name, not with all mirrors (%s)', async (kind) => {
    await using server = await running(network({hosts}))
    const path = kind === 'list' ? '/mirrorlist' : '/metalink'
    for (const protocol of ['ftp', 'gopher', '']) {
      const {status, text} = await server.get(`${path}?${repo}&protocol=${protocol}`)
      expect(status).toBe(404)
      expect(text).toContain(`no mirror matches protocol=${protocol}`)
      expect(text).not.toContain('.test')
    }
  })

  test('up to one URL of each that is asked for', async () => {
    const twice = [{id: 1, country: 'SE', urls: ['http://a.test/1', 'http://a.test/2', 'https://a.test/1', 'https://a.test/2']}]
    await using server = await running(network({hosts: twice}))
    const paths = (await server.get(`/mirrorlist?${repo}&protocol=http,https`)).urls
    expect(paths).toEqual(['https://a.test/1/releases/42/os/', 'http://a.test/1/releases/42/os/'])
    expect((await server.get(`/metalink?${repo}&protocol=http`)).text.match(/<url /g)).toHaveLength(1)
    expect((await server.get(`/metalink?${repo}`)).text.match(/<url /g)).toHaveLength(4)
  })

  test('a redirect goes to https, or to nowhere', async () => {
    await using server = await running(network({hosts}))
    const found = await server.get(`/mirrorlist?${repo}&redirect=1`)
    expect([found.status, found.header('location'), found.text, found.type]).toEqual([
      302,
      'https://a.test/f/releases/42/os/',
      '',
      'text/plain',
    ])
    const none = await server.get(`/mirrorlist?${repo}&redirect&protocol=rsync`)
    expect([none.status, none.header('location'), none.text]).toEqual([404, undefined, ''])
  })
})

describe('the client address', () => {
  const hosts = publicHosts({SE: 5, US: 5})
  const options = {countries: {'192.0.2.1': 'SE', '198.51.100.1': 'US', '127.0.0.1': 'XX'}}
  const first = async (server: Awaited<ReturnType<typeof running>>, query: string, headers: Record<string, string> = {}) =>
    (await server.get(`/mirrorlist?${repo}${query}`, headers)).text.match(/country = (\w+)/)?.[1]

  test('ip= and X-Forwarded-For of untrusted clients are ignored', async () => {
    await using server = await running(network({hosts}), {...options, trusted: ['10.0.0.0/8']})
    expect(await first(server, '&ip=192.0.2.1')).toBe('global')
    expect(await first(server, '', {'x-forwarded-for': '192.0.2.1'})).toBe('global')
  })

  test('those of trusted proxies are used, from the right, through all of them', async () => {
    await using server = await running(network({hosts}), {...options, trusted: ['127.0.0.0/8', '10.0.0.0/8']})
    expect(await first(server, '&ip=192.0.2.1')).toBe('SE')
    expect(await first(server, '', {'x-forwarded-for': '192.0.2.1'})).toBe('SE')
    expect(await first(server, '', {'x-forwarded-for': '192.0.2.1,198.51.100.1'})).toBe('US')
    expect(await first(server, '', {'x-forwarded-for': '192.0.2.1, 198.51.100.1,10.1.1.1 , 10.2.2.2'})).toBe('US')
    expect(await first(server, '&ip=192.0.2.1', {'x-forwarded-for': '198.51.100.1'})).toBe('SE')
    expect(await first(server, '', {'x-forwarded-for': ' ,, '})).toBe('global')
  })

  test('a forwarded header without an address is an error message, not a crash', async () => {
    await using server = await running(network({hosts}), options)
    expect((await server.get(`/mirrorlist?${repo}`, {'x-forwarded-for': 'unknown'})).status).toBe(500)
    expect((await server.get(`/mirrorlist?${repo}`, {'x-forwarded-for': Buffer.from('é').toString('latin1')})).status).toBe(500)
    expect((await server.get(`/mirrorlist?${repo}&ip=192.0.2.1`)).status).toBe(200)
  })

  test('IPv6, mapped IPv4 and tunnels find their country', async () => {
    const countries = {'2001:db8::1': 'SE', '192.0.2.1': 'SE', '198.51.100.1': 'US'}
    await using server = await running(network({hosts}), {countries})
    expect(await first(server, '&ip=2001:db8::1')).toBe('SE')
    // 6to4 of 192.0.2.1, and Teredo of 198.51.100.1 (inverted).
    expect(await first(server, '&ip=2002:c000:201::1')).toBe('SE')
    expect(await first(server, '&ip=2001::53aa:64c:0:3fff:39cc:9bfe')).toBe('US')
  })
})

describe('unusual text in requests and data', () => {
  test('names are escaped in XML and percent-coded in lists and headers', async () => {
    const hosts = [{id: 1, country: 'SE', urls: ["https://a.test/x&y='z'/<f>"]}]
    const files = () => [{directory: os, files: [{name: 'a&b<c>"d".rpm', versions: [version('a')]}]}]
    await using server = await running(network({hosts, files}))
    const path = encodeURIComponent(`${os}/a&b<c>"d".rpm`)
    const metalink = await server.get(`/metalink?path=${path}`)
    expect(metalink.status).toBe(200)
    expect(metalink.text).toContain('<file name="a&amp;b&lt;c&gt;&quot;d&quot;.rpm">')
    expect(metalink.text).toContain('>https://a.test/x&amp;y=&apos;z&apos;/%3Cf%3E/releases/42/os/a&amp;b%3Cc%3E%22d%22.rpm</url>')
    const redirect = await server.get(`/mirrorlist?redirect&path=${encodeURIComponent(`${os}/a\r\nX-Evil: 1`)}`)
    expect(redirect.header('x-evil')).toBeUndefined()
    expect(redirect.header('location')).toMatch(/\/a%0D%0AX-Evil:%201$/)
  })

  test('a repository name cannot write lines of its own or end a comment', async () => {
    await using server = await running(network({hosts: publicHosts({SE: 1})}))
    const evil = encodeURIComponent('x\nhttp://evil.test/--><url>')
    expect((await server.get(`/mirrorlist?repo=${evil}&arch=x86_64`)).urls).toEqual([])
    const {text} = await server.get(`/metalink?repo=${evil}&arch=x86_64`)
    expect(text.match(/-->/g)).toHaveLength(1)
  })

  test('all-zero bandwidths, unreadable networks and blank lines do no harm', async () => {
    const hosts = publicHosts({SE: 3}).map((host) => ({...host, bandwidth: 0}))
    const cache = network({
      hosts,
      hostNetblocks: [
        ['not a network', [1]],
        ['', [2]],
        ['0.0.0.0/0', [3]],
      ],
      netblockCountries: [['bad', 'SE']],
    })
    await using server = await running(cache, {netblocks: '\n\n   \n1.2.3.0/24\nbogus 5\n10.0.0.0/8 AS64500\n'})
    expect((await server.get(`/mirrorlist?${repo}&ip=1.1.1.1`)).hosts).toEqual(['m3.se.test'])
    expect((await server.get(`/mirrorlist?${repo}&ip=1.1.1.1&netblock=0`)).hosts).toHaveLength(3)
  })

  test('a directory without mirrors is an empty list', async () => {
    await using server = await running(network({hosts: publicHosts({SE: 1}).map((host) => ({...host, lacks: [os, repodata]}))}))
    expect(await server.get(`/mirrorlist?${repo}`)).toMatchObject({status: 200, urls: []})
    expect((await server.get(`/metalink?${repo}`)).status).toBe(200)
  })
})
