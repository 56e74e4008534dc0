import {describe, expect, test} from 'vitest'
import {cacheName, mmdebstrapArgv, rootfsCacheDir} from './spec.ts'

describe('cacheName', () => {
  test('the order of packages does not matter, their choice does', () => {
    expect(cacheName({suite: 'trixie', packages: ['b', 'a', 'b']})).toBe(cacheName({suite: 'trixie', packages: ['a', 'b']}))
    expect(cacheName({suite: 'trixie', packages: ['a']})).not.toBe(cacheName({suite: 'trixie', packages: ['b']}))
  })

  test('packages of a newer release make another root', () => {
    const plain = {suite: 'trixie', packages: ['criu']}
    const newer = {...plain, newer: {suite: 'sid', packages: ['criu']}}
    expect(cacheName(newer)).not.toBe(cacheName(plain))
    expect(cacheName({...newer, newer: {suite: 'forky', packages: ['criu']}})).not.toBe(cacheName(newer))
  })

  test('names suite and architecture for people who list the folder', () => {
    expect(cacheName({suite: 'trixie', packages: [], arch: 'ppc64el'})).toMatch(/^trixie-ppc64el-[0-9a-f]{12}$/)
  })
})

test('mmdebstrapArgv asks for the architecture only where the spec has one', () => {
  const argv = mmdebstrapArgv({suite: 'trixie', packages: ['criu', 'ash']}, '/to')
  expect(argv).toContain('--include=ash,criu')
  expect(argv.slice(-2)).toEqual(['trixie', '/to'])
  expect(argv.join(' ')).not.toContain('--architectures')
  expect(mmdebstrapArgv({suite: 'sid', packages: [], arch: 'ppc64el'}, '/to')).toContain('--architectures=ppc64el')
})

test('mmdebstrapArgv takes what is newer from another release, before it fetches package lists', () => {
  const argv = mmdebstrapArgv({suite: 'trixie', packages: ['criu'], newer: {suite: 'sid', packages: ['criu', 'libnet9']}}, '/to')
  expect(argv.find((word) => word.startsWith('--setup-hook='))).toMatch(/=sh \S+\/take-from-newer\.sh "\$1" sid criu libnet9$/)
})

test('rootfsCacheDir: OPS_CACHE_DIR before XDG before the home folder', () => {
  expect(rootfsCacheDir({OPS_CACHE_DIR: '/o', XDG_CACHE_HOME: '/x'})).toBe('/o/rootfs')
  expect(rootfsCacheDir({XDG_CACHE_HOME: '/x'})).toBe('/x/ops/rootfs')
  expect(rootfsCacheDir({})).toMatch(/\/\.cache\/ops\/rootfs$/)
})
