import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {continents} from '../src/geoip/continents.ts'
import {findDatabase} from '../src/geoip/find-database.ts'
import {openDatabase} from '../src/geoip/open-database.ts'
import {seededRandom} from '../src/random/seeded-random.ts'
import {mmdb} from './support/mmdb.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ops-geoip-'))
})
afterAll(() => rm(folder, {recursive: true}))

const written = async (bytes: Buffer) => {
  const file = join(folder, `${Math.random()}.mmdb`)
  await writeFile(file, bytes)
  return file
}

describe('country databases', () => {
  test.each(['nested', 'flat'] as const)('%s records', async (style) => {
    const database = await openDatabase(await written(mmdb({'89.160.20.0/24': 'SE', '2001:db8::/32': 'DE'}, style)))
    expect(['89.160.20.113', '89.160.21.1', '2001:db8::1', '2001:db9::1'].map((address) => database.country(address))).toEqual([
      'SE',
      undefined,
      'DE',
      undefined,
    ])
    // IPv4 clients of a socket that listens on all addresses of both families.
    expect(['::ffff:89.160.20.113', '::FFFF:59a0:1471'].map((address) => database.country(address))).toEqual(['SE', 'SE'])
    expect(database.builtAt).toBe(Date.UTC(2026, 0, 1))
    expect(database.description).toMatch(/of 2026-01-01\)$/)
  })

  test('text that is not an address has no country', async () => {
    const database = await openDatabase(await written(mmdb({'1.0.0.0/8': 'AU'})))
    expect(['', 'x', '::g'].map((address) => database.country(address))).toEqual([undefined, undefined, undefined])
  })

  test('garbage is refused or harmless', async () => {
    await expect(openDatabase(await written(Buffer.from('not a database')))).rejects.toMatchObject({code: 'MIRRORLIST_GEOIP_BAD'})
    await expect(openDatabase(join(folder, 'absent'))).rejects.toMatchObject({code: 'MIRRORLIST_INPUT_MISSING'})
    const good = mmdb({'8.8.8.0/24': 'US', '193.0.0.0/16': 'NL'})
    const random = seededRandom(1)
    for (let round = 0; round < 300; round++) {
      const bad = Buffer.from(good.subarray(0, random.bits() % 3 === 0 ? random.bits() % good.length : good.length))
      for (let flips = 0; flips < 4 && bad.length > 0; flips++) bad[random.bits() % bad.length] = random.bits() & 0xff
      const database = await openDatabase(await written(bad)).catch((error: {code: string}) => {
        expect(error.code).toBe('MIRRORLIST_GEOIP_BAD')
        return undefined
      })
      expect(database?.country('8.8.8.8') ?? 'US').toMatch(/^[A-Z]{2}$/)
    }
  })
})

describe('finding one', () => {
  test("the given file, else the system's, else the packaged one with its licence", async () => {
    expect(await findDatabase('/x/y.mmdb')).toEqual({file: '/x/y.mmdb', license: ''})
    expect((await findDatabase(undefined, (path) => path === '/usr/share/GeoIP/GeoLite2-Country.mmdb'))?.file).toBe(
      '/usr/share/GeoIP/GeoLite2-Country.mmdb',
    )
    const packaged = await findDatabase(undefined, () => false)
    expect(packaged).toMatchObject({license: 'PDDL-1.0'})
    expect(packaged?.caution).toContain('wrong entries')
  })

  test('the packaged one knows the world', async () => {
    const database = await openDatabase((await findDatabase(undefined, () => false))?.file ?? '')
    expect([database.country('89.160.20.113'), database.country('2001:4860:4860::8888')]).toEqual(['SE', 'US'])
  })
})

test('every continent code is one of seven, and every country is listed once', () => {
  expect(new Set(continents.values())).toEqual(new Set(['AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA']))
  expect(continents.size).toBeGreaterThanOrEqual(250)
  expect(['SE', 'US', 'TR', 'AU', 'XK'].map((country) => continents.get(country))).toEqual(['EU', 'NA', 'EU', 'OC', 'EU'])
})
