import {spawnSync} from 'node:child_process'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {root} from '../../cli/run-ops.ts'
import {pages} from '../references/page.ts'
import {codeFiles, codeFolder} from './code-files.ts'

const files = pages.filter(({file}) => /^(src|plugins\/[^/]+)\/README\.md$/.test(file)).flatMap(codeFiles)
const folder = codeFolder(files)
afterAll(() => folder[Symbol.dispose]())

const node = (...args: string[]) => {
  const {status, stdout, stderr} = spawnSync(process.execPath, args, {cwd: folder.path, encoding: 'utf8', timeout: 60_000})
  return {status, stdout, stderr}
}

test('each pure library is shown in a README', () => {
  const shown = files.flatMap(({text}) => [...text.matchAll(/from '(@ops\/[^']+)'/g)].map((match) => match[1]))
  expect(shown.sort()).toEqual(['@ops/core/hostset', '@ops/plugin-boot/tftp', '@ops/plugin-mirrorlist/cache', '@ops/plugin-power/kasa'])
})

test('the code compiles', () => {
  expect(node(join(root, 'node_modules/typescript/bin/tsc'), '-p', '.')).toEqual({status: 0, stdout: '', stderr: ''})
})

describe('the code prints what the README says', () => {
  test.each(files.map((file) => [`${file.page}:${file.line}`, file] as const))('%s', (_, {name, prints}) => {
    expect(prints).toBeDefined()
    expect(node(name)).toEqual({status: 0, stdout: prints, stderr: ''})
  })
})

/** Folders below `dist` that a library may load, by what its package needs anyway. */
const libraries: [name: string, folders: string[], packages: string[]][] = [
  ['@ops/core/hostset', ['src/dist/hostset', 'src/dist/errors', 'src/dist/untrusted', 'src/dist/spelling'], []],
  [
    '@ops/plugin-boot/tftp',
    [
      'plugins/boot/dist/src/tftp',
      'plugins/boot/dist/src/files/source.js',
      'plugins/boot/dist/src/net/link-mtu.js',
      'plugins/boot/dist/src/errors/serve-errors.js',
      'src/dist/errors',
      'src/dist/untrusted',
    ],
    ['dgram-as-promised', 'promise-queue'],
  ],
  [
    '@ops/plugin-mirrorlist/cache',
    ['plugins/mirrorlist/dist/src/cache', 'plugins/mirrorlist/dist/src/errors/cache.js', 'src/dist/errors', 'src/dist/untrusted'],
    [],
  ],
  [
    '@ops/plugin-power/kasa',
    ['plugins/power/dist/src/drivers/kasa/protocol', 'plugins/power/dist/src/drivers/kit/mac.js', 'src/dist/untrusted'],
    ['zod'],
  ],
]

describe('a library loads nothing of the rest', () => {
  const printLoaded = `
    import {registerHooks} from 'node:module'
    const loaded = []
    registerHooks({load(url, context, next) { loaded.push(url); return next(url, context) }})
    await import(process.argv[1])
    console.log(JSON.stringify(loaded.filter((url) => url.startsWith('file:')).map((url) => decodeURI(new URL(url).pathname))))`

  test.each(libraries)('%s', (name, folders, packages) => {
    const {status, stdout, stderr} = node('--input-type=module', '-e', printLoaded, name)
    expect({status, stderr}).toEqual({status: 0, stderr: ''})
    const loaded = (JSON.parse(stdout) as string[]).map((file) => file.replace(root, ''))
    expect(loaded.length).toBeGreaterThan(1)
    const allowed = [...folders, ...packages.map((module) => `node_modules/${module}/`)]
    expect(
      loaded.filter((file) => !allowed.some((start) => file === start || file.startsWith(start.endsWith('/') ? start : `${start}/`))),
    ).toEqual([])
  })
})
