import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import type {DebianPackages} from '../image/debian-packages.ts'
import {installLoaders} from './install-loaders.ts'
import {loaderSources} from './loader-sources.ts'
import {checkLoaders} from './manifest.ts'

/** Packages as apt unpacks them; `version` is that of the archive. */
function scene() {
  const dir = mkdtempSync(join(tmpdir(), 'ops-loaders-'))
  onTestFinished(() => rmSync(dir, {recursive: true}))
  const archive = {version: '1%3a1.0', lacks: ''}
  const packages: DebianPackages = {
    async unpacked(name, arch) {
      const home = join(dir, `${name}_${archive.version}_${arch}`)
      for (const source of loaderSources.filter((one) => one.package === name && one.arch === arch && one.file !== archive.lacks)) {
        mkdirSync(dirname(join(home, source.path)), {recursive: true})
        writeFileSync(join(home, source.path), `${source.file} ${archive.version}`)
      }
      return home
    },
  }
  const folder = join(dir, 'srv', 'loaders')
  const install = (archs = ['x86_64']) => installLoaders({folder, archs, update: false}, packages)
  return {archive, folder, install}
}

test('the manifest has version and hash; a second run changes nothing; another architecture is added', async () => {
  const {folder, install} = scene()
  const first = await install()
  expect(first.find(({file}) => file === 'shimx64.efi')).toMatchObject({
    package: 'shim-signed',
    version: '1:1.0',
    signed: true,
    changed: true,
  })
  expect((await install()).map(({changed}) => changed)).toEqual(first.map(() => false))
  await install(['aarch64'])
  const checked = await checkLoaders(folder)
  expect(checked.map(({file}) => file)).toEqual(expect.arrayContaining(['undionly.kpxe', 'grubx64.efi', 'grubaa64.efi']))
  expect(new Set(checked.map(({state}) => state))).toEqual(new Set(['ok']))
})

test('a changed and a missing file are found, and installed again', async () => {
  const {folder, install} = scene()
  await install()
  writeFileSync(join(folder, 'ipxe.efi'), 'other')
  rmSync(join(folder, 'ldlinux.c32'))
  const wrong = (await checkLoaders(folder)).filter(({state}) => state !== 'ok').map(({file, state}) => [file, state])
  expect(wrong).toEqual([
    ['ipxe.efi', 'changed'],
    ['ldlinux.c32', 'missing'],
  ])
  const changed = (await install()).filter((one) => one.changed).map(({file}) => file)
  expect(changed.sort()).toEqual(['ipxe.efi', 'ldlinux.c32'])
})

test('a package without the expected file: no loader is written', async () => {
  const {archive, folder, install} = scene()
  await install()
  Object.assign(archive, {version: '2.0', lacks: 'grubx64.efi'})
  await expect(install()).rejects.toMatchObject({code: 'BOOT_LOADER_NOT_IN_PACKAGE'})
  expect(readFileSync(join(folder, 'ipxe.efi'), 'utf8')).toBe('ipxe.efi 1%3a1.0')
})

test('a manifest that another program wrote is not trusted', async () => {
  const {folder, install} = scene()
  await install()
  writeFileSync(join(folder, 'manifest.json'), '{"format":1,"loaders":[{"file":"../../etc/passwd"}]}')
  await expect(checkLoaders(folder)).rejects.toMatchObject({code: 'BOOT_LOADERS_MANIFEST'})
})
