import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {network, os, publicHosts, repodata, version} from './support/network.ts'
import {running} from './support/running-service.ts'

// What MirrorManager's servers do, asked over HTTP; research section B names the upstream tests that these restate.
const clients = {'89.160.20.113': 'SE', '81.2.69.142': 'GB', '216.160.83.56': 'US', '203.0.113.9': 'ZZ'}
const repo = 'repo=fedora-42&arch=x86_64'
let server: Awaited<ReturnType<typeof running>>

beforeAll(async () => {
  const hosts = [
    ...publicHosts({SE: 2, DE: 3, US: 6}),
    {id: 90, country: 'SE', urls: ['ftp://old.test/fedora', 'rsync://old.test/fedora'], bandwidth: 100},
    {id: 91, country: 'SE', private: true, urls: ['http://site.test/fedora'], netblocks: ['10.5.0.0/16']},
    {id: 92, country: 'SE', private: true, urls: ['http://lab.test/fedora'], netblocks: ['10.5.6.0/24', '2001:db8:5::/48']},
    {id: 93, country: 'US', private: true, urls: ['http://asn.test/fedora'], asns: [64_500]},
  ]
  const cache = network({
    hosts,
    repositories: [
      ['fedora-42+x86_64', os],
      ['fedora-source-42+source', os],
      ['hole+x86_64', 'pub/fedora/gone'],
      ['off+x86_64', os],
    ],
    repositoryRedirects: [['rawhide', 'fedora-42']],
    disabledRepositories: ['off'],
  })
  server = await running(cache, {countries: clients, netblocks: '10.64.0.0/10 64500\n10.65.0.0/16 64999\n\n# comment\n0.0.0.0/0 1\n'})
})
afterAll(() => server[Symbol.asyncDispose]())

describe('status codes and messages', () => {
  test.each([
    ['/', 404, "We don't serve their kind here!"],
    ['/mirrorlistx?a', 404, "We don't serve their kind here!"],
    ['/mirrorlist', 200, '# either path=, or repo= and arch= must be specified'],
    ['/any/prefix/mirrorlist?repo=fedora-42', 200, '# either path=, or repo= and arch= must be specified'],
    ['/mirrorlist?path=nowhere/at/all', 404, 'error: invalid path'],
    ['/mirrorlist?path=', 404, 'error: invalid path'],
    [`/mirrorlist?path=${os}/..`, 404, 'error: invalid path'],
    [`/mirrorlist?${repo}&ip=127.0.0`, 500, 'Cannot parse client IP address. Aborting.'],
    ['/mirrorlist?repo=off&arch=x86_64', 200, 'repo disabled'],
    ['/mirrorlist?repo=hole&arch=x86_64', 500, 'mirrorlist cache index out of range, you broke it!'],
  ])('%s is %i', async (path, status, text) => {
    expect(await server.get(path)).toMatchObject({status, text})
  })

  test('an unknown repository is answered with those that exist', async () => {
    const {status, text} = await server.get('/mirrorlist?repo=nix&arch=x86_64')
    expect(status).toBe(404)
    expect(text).toBe(
      '# repo = nix arch = x86_64 error: invalid repo or arch\n# following repositories are available:\n' +
        '# repo=fedora-42&arch=x86_64\n# repo=fedora-source-42&arch=source\n# repo=hole&arch=x86_64\n# repo=off&arch=x86_64\n',
    )
  })

  test('metalinks put errors into a comment of an empty document', async () => {
    const {status, type, text} = await server.get('/metalink?path=nowhere')
    expect([status, type]).toEqual([404, 'application/metalink+xml'])
    expect(text).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?>\n<metalink version="3.0" xmlns="http:\/\/www.metalinker.org\/" type="dynamic" pubdate="\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT" generator="mirrormanager" xmlns:mm0="http:\/\/fedorahosted.org\/mirrormanager">\n<!-- error: invalid path\n-->\n<\/metalink>\n$/,
    )
  })

  test('a file of which nothing is known has no metalink, but a list', async () => {
    const metalink = await server.get(`/metalink?path=${os}/images/boot.iso`.replace('/images', ''))
    expect(metalink.status).toBe(404)
    expect(metalink.text).toContain(`${os}/boot.iso not found or has not metalink`)
    const list = await server.get(`/mirrorlist?path=/pub//fedora/releases/42/os/boot.iso/&ip=89.160.20.113`)
    expect(list.text).toMatch(/^# path = pub\/fedora\/releases\/42\/os\/boot.iso country = SE /)
    expect(list.urls[0]).toMatch(/^https:\/\/m\d\.se\.test\/fedora\/releases\/42\/os\/boot\.iso$/)
  })

  test('every method is answered, HEAD without a body', async () => {
    expect(await server.get(`/mirrorlist?${repo}`, {}, 'HEAD')).toMatchObject({status: 200, text: ''})
    expect((await server.get(`/mirrorlist?${repo}`, {}, 'POST')).status).toBe(200)
  })
})

describe('the comment line', () => {
  test('keeps the case of countries that were asked for', async () => {
    const {text, hosts, type} = await server.get(`/mirrorlist?${repo}&country=sE`)
    expect(text.split('\n')[0]).toBe('# repo = fedora-42 arch = x86_64 country = sE ')
    expect(hosts.sort()).toEqual(['m1.se.test', 'm2.se.test'])
    expect(type).toBe('text/plain')
  })

  test('names the countries of the continent too, and the time on request', async () => {
    const {text} = await server.get(`/mirrorlist?${repo}&ip=89.160.20.113&time=1`)
    expect(text.split('\n').slice(0, 2)).toEqual([
      '# repo = fedora-42 arch = x86_64 country = SE country = DE ',
      '# database creation time: 1700000100',
    ])
  })

  test('shows the protocol as it was asked for', async () => {
    const {text} = await server.get(`/mirrorlist?${repo}&country=SE&protocol=https,http`)
    expect(text.split('\n')[0]).toBe('# repo = fedora-42 arch = x86_64 country = SE protocol = https,http')
  })

  test('names the repository of a redirect, and source by its name', async () => {
    expect((await server.get('/mirrorlist?repo=rawhide&arch=x86_64')).text).toMatch(/^# repo = fedora-42 arch = x86_64 /)
    for (const format of ['format=json', 'explain=1']) {
      const get = async (query: string) => JSON.parse((await server.get(`/mirrorlist?${query}&arch=x86_64&${format}`)).text) as object
      expect(await get('repo=rawhide')).toMatchObject({redirect: {from: 'rawhide', to: 'fedora-42'}})
      expect(await get('repo=fedora-42')).not.toHaveProperty('redirect')
    }
    expect((await server.get('/mirrorlist?repo=fedora-source-42&arch=x86_64')).text).toMatch(/^# repo = fedora-source-42 arch = source /)
  })
})

describe('selection', () => {
  test('country, then its continent', async () => {
    const swedish = await server.get(`/mirrorlist?${repo}&ip=89.160.20.113`)
    expect(swedish.hosts.slice(0, 2).sort()).toEqual(['m1.se.test', 'm2.se.test'])
    expect(swedish.hosts.slice(2).sort()).toEqual(['m3.de.test', 'm4.de.test', 'm5.de.test'])
    const british = await server.get(`/mirrorlist?${repo}&ip=81.2.69.142`)
    expect(british.text).toMatch(/^# repo = fedora-42 arch = x86_64 country = DE country = SE \n/)
    expect(british.hosts.every((host) => /se|de/.test(host))).toBe(true)
    expect(british.hosts).toHaveLength(5)
  })

  test('a country that no continent table knows gets the world at once', async () => {
    const {text, hosts} = await server.get(`/mirrorlist?${repo}&ip=203.0.113.9`)
    expect(text).toMatch(/^# repo = fedora-42 arch = x86_64 country = global \n/)
    expect(hosts).toHaveLength(11)
  })

  test('a netblock ends it, the longest prefix first', async () => {
    const {text, hosts} = await server.get(`/mirrorlist?${repo}&ip=10.5.6.7`)
    expect(text).toMatch(/^# repo = fedora-42 arch = x86_64 Using preferred netblock \n/)
    expect(hosts).toEqual(['lab.test', 'site.test'])
    expect((await server.get(`/mirrorlist?${repo}&ip=2001:db8:5::1`)).hosts).toEqual(['lab.test'])
  })

  test('an ASN comes before the countries, and a foreign network within its prefix is not it', async () => {
    const {text, hosts} = await server.get(`/mirrorlist?${repo}&ip=10.66.1.1`)
    expect(text).toMatch(/^# repo = fedora-42 arch = x86_64 Using ASN 64500 country = global \n/)
    expect(hosts[0]).toBe('asn.test')
    expect((await server.get(`/mirrorlist?${repo}&ip=10.65.1.1`)).text).not.toContain('ASN')
  })

  test('netblock= other than 1, and country=, turn netblocks off', async () => {
    expect((await server.get(`/mirrorlist?${repo}&ip=10.5.6.7&netblock=0`)).text).not.toContain('netblock')
    expect((await server.get(`/mirrorlist?${repo}&ip=10.5.6.7&netblock=1`)).text).toContain('netblock')
    expect((await server.get(`/mirrorlist?${repo}&ip=10.5.6.7&country=DE`)).hosts).toHaveLength(3)
  })

  test('country= goes to the continent when it has no mirror, global is all mirrors', async () => {
    expect((await server.get(`/mirrorlist?${repo}&country=FR`)).hosts.sort()).toHaveLength(5)
    expect((await server.get(`/mirrorlist?${repo}&country=global`)).hosts).toHaveLength(11)
    expect((await server.get(`/mirrorlist?${repo}&country=DE,SE,de`)).hosts).toHaveLength(5)
  })

  test('protocol= narrows what was found: countries stay named, and country= is not widened', async () => {
    const {text, hosts} = await server.get(`/mirrorlist?${repo}&ip=89.160.20.113&protocol=rsync`)
    expect(text).toMatch(/^# repo = fedora-42 arch = x86_64 country = SE country = DE country = global protocol = rsync\n/)
    expect(hosts).toEqual(['old.test'])
    const german = await server.get(`/mirrorlist?${repo}&country=DE&protocol=rsync`)
    expect(german).toMatchObject({status: 404, hosts: []})
    expect(german.text).toContain('# no mirror matches protocol=rsync')
  })

  test('metalinks have all URLs, preferences from 100 down, and mark private hosts', async () => {
    const {text} = await server.get(`/metalink?${repo}&ip=10.66.1.1`)
    const urls = [
      ...text.matchAll(/<url protocol="(\w+)" type="(\w+)" location="(\w*)"( mm0:private="True")? preference="(\d+)" ?>(.*)<\/url>/g),
    ]
    expect(urls[0]?.slice(1)).toEqual([
      'http',
      'http',
      'US',
      ' mm0:private="True"',
      '100',
      'http://asn.test/fedora/releases/42/os/repodata/repomd.xml',
    ])
    const preferences = [...new Set(urls.map((url) => Number(url[5])))]
    expect(preferences).toEqual(Array.from({length: 13}, (_, at) => 100 - at))
    expect(urls.filter((url) => url[1] === 'rsync').map((url) => url[6])).toEqual([
      'rsync://old.test/fedora/releases/42/os/repodata/repomd.xml',
    ])
    expect(text).toContain(`<hash type="sha256">${'a'.repeat(64)}</hash>`)
    expect(text).toContain(`<mm0:alternate>\n     <mm0:timestamp>1699999000</mm0:timestamp>`)
    expect(text.match(/<mm0:timestamp>(\d+)/)?.[1]).toBe('1700000000')
  })
})

describe('minimum', () => {
  test('1 keeps to the country and continent, 2 adds the world', async () => {
    const cache = network({hosts: publicHosts({SE: 1, US: 3})})
    await using one = await running(cache, {countries: clients, policy: {minimum: 1}})
    expect((await one.get(`/mirrorlist?${repo}&ip=89.160.20.113`)).hosts).toEqual(['m1.se.test'])
    await using two = await running(cache, {countries: clients, policy: {minimum: 2}})
    expect((await two.get(`/mirrorlist?${repo}&ip=89.160.20.113`)).hosts).toHaveLength(4)
  })

  test('the first host of all is found by its netblock (an index of 0 is an index)', async () => {
    await using one = await running(
      network({hosts: [{id: 0, country: 'SE', private: true, urls: ['http://a.test/x'], netblocks: ['10.0.0.0/8']}]}),
    )
    expect((await one.get(`/mirrorlist?${repo}&ip=10.1.1.1`)).hosts).toEqual(['a.test'])
  })

  test('order=append lists the public mirrors after a netblock', async () => {
    const hosts = [...publicHosts({SE: 6}), {id: 50, country: 'SE', private: true, urls: ['http://a.test/x'], netblocks: ['10.0.0.0/8']}]
    await using one = await running(network({hosts}), {countries: {'10.1.1.1': 'SE'}, policy: {order: 'append'}})
    const {hosts: listed} = await one.get(`/mirrorlist?${repo}&ip=10.1.1.1`)
    expect(listed[0]).toBe('a.test')
    expect(listed).toHaveLength(7)
  })

  test('the newest version that is known is the main one, older ones stay alternates', async () => {
    const files = () => [{directory: repodata, files: [{name: 'repomd.xml', versions: [version('c'), version('b'), version('a')]}]}]
    await using one = await running(network({hosts: publicHosts({SE: 1}), files}))
    const {text} = await one.get(`/metalink?${repo}`)
    expect([...text.matchAll(/"md5">(.)/g)].map((match) => match[1])).toEqual(['c', 'b', 'a'])
  })
})
