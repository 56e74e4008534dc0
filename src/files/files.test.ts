import {chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {publishPath, readIfExists, replaceFile} from './index.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ops-files-'))
})
afterEach(() => rm(folder, {recursive: true}))

describe('replaceFile', () => {
  test('makes a file, then replaces it, and leaves nothing beside it', async () => {
    const file = join(folder, 'state.json')
    await replaceFile(file, 'one', {mode: 0o600})
    await replaceFile(file, 'two')
    expect(await readFile(file, 'utf8')).toBe('two')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['state.json'])
  })

  test('keeps the mode of an existing file unless another one is given', async () => {
    const file = join(folder, 'netblocks')
    await writeFile(file, 'one')
    await chmod(file, 0o640)
    await replaceFile(file, 'two')
    expect((await stat(file)).mode & 0o777).toBe(0o640)
    await replaceFile(file, 'three', {mode: 0o604})
    expect((await stat(file)).mode & 0o777).toBe(0o604)
  })

  test('a symbolic link stays one', async () => {
    await writeFile(join(folder, 'real'), 'one')
    await symlink('real', join(folder, 'link'))
    await replaceFile(join(folder, 'link'), 'two')
    expect((await lstat(join(folder, 'link'))).isSymbolicLink()).toBe(true)
    expect(await readFile(join(folder, 'real'), 'utf8')).toBe('two')
  })

  test('a symbolic link is replaced where that is asked for', async () => {
    await writeFile(join(folder, 'real'), 'one')
    await symlink('real', join(folder, 'link'))
    await replaceFile(join(folder, 'link'), 'two', {replaceLink: true})
    expect((await lstat(join(folder, 'link'))).isFile()).toBe(true)
    expect(await readFile(join(folder, 'real'), 'utf8')).toBe('one')
  })

  test('a failure leaves the old content and nothing beside it', async () => {
    await mkdir(join(folder, 'taken', 'x'), {recursive: true})
    await expect(replaceFile(join(folder, 'taken'), 'text')).rejects.toMatchObject({code: 'EISDIR'})
    await expect(replaceFile(join(folder, 'none', 'x'), 'text')).rejects.toMatchObject({code: 'ENOENT'})
    expect(await readdir(folder)).toEqual(['taken'])
  })

  test('two writers at once never mix', async () => {
    const file = join(folder, 'both')
    const texts = ['a'.repeat(100_000), 'b'.repeat(100_000)]
    await Promise.all(texts.flatMap((text) => Array.from({length: 5}, () => replaceFile(file, text))))
    expect(texts).toContain(await readFile(file, 'utf8'))
    expect(await readdir(folder)).toEqual(['both'])
  })
})

test('publishPath gives a built tree its name, once', async () => {
  for (const name of ['one', 'two']) await mkdir(join(folder, name, 'inner'), {recursive: true})
  await publishPath(join(folder, 'one'), join(folder, 'done'))
  await expect(publishPath(join(folder, 'two'), join(folder, 'done'))).rejects.toMatchObject({code: 'ENOTEMPTY'})
  expect((await readdir(folder)).sort()).toEqual(['done', 'two'])
})

test('a file that is not there is undefined, one that cannot be read is an error', async () => {
  expect(await readIfExists(join(folder, 'none'))).toBeUndefined()
  await writeFile(join(folder, 'file'), 'text')
  expect(await readIfExists(join(folder, 'file'))).toBe('text')
  expect(await readIfExists(join(folder, 'file', 'below'))).toBeUndefined()
  await expect(readIfExists(folder)).rejects.toMatchObject({code: 'EISDIR'})
})
