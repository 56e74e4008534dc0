import {mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {makeFolder, makeFolderSync} from './folders.ts'

const modeOf = (path: string) => statSync(path).mode & 0o777

const tempFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'ops-make-folder-'))
  onTestFinished(() => rmSync(folder, {recursive: true}))
  return folder
}

test('folders that do not exist are made, with the mode; others keep theirs', () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'a'), {mode: 0o755})
  makeFolderSync(join(folder, 'a/b/c'), {mode: 0o700})
  expect(['a', 'a/b', 'a/b/c'].map((name) => modeOf(join(folder, name)))).toEqual([0o755, 0o700, 0o700])
  makeFolderSync(join(folder, 'a/b/c'), {mode: 0o755})
  expect(modeOf(join(folder, 'a/b/c'))).toBe(0o700)
})

test('a link to a folder is a folder', () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'real'))
  symlinkSync('real', join(folder, 'link'))
  makeFolderSync(join(folder, 'link/b'))
  expect(statSync(join(folder, 'real/b')).isDirectory()).toBe(true)
})

test('where no folder can be made it returns with an error', () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'file'), '')
  symlinkSync('nowhere', join(folder, 'dangling'))
  expect(() => makeFolderSync(join(folder, 'file'))).toThrow(expect.objectContaining({code: 'EEXIST'}))
  expect(() => makeFolderSync(join(folder, 'file/below'))).toThrow(expect.objectContaining({code: 'EEXIST', path: join(folder, 'file')}))
  expect(() => makeFolderSync(join(folder, 'dangling'))).toThrow(expect.objectContaining({code: 'EEXIST'}))
  // Node's own recursive mkdir never returns from this one.
  expect(() => makeFolderSync('/proc/ops/state')).toThrow(expect.objectContaining({code: 'ENOENT', path: '/proc/ops'}))
})

test('fails as a promise, too', async () => {
  await expect(makeFolder('/proc/ops')).rejects.toMatchObject({code: 'ENOENT'})
})
