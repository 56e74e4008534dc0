import {execFileSync} from 'node:child_process'
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {imports, ofRule, plugins, product, root, textOf} from './sources.ts'

describe.each(['src', ...plugins])('%s as it is published', (folder) => {
  const built = readdirSync(join(root, folder, 'dist'), {recursive: true, encoding: 'utf8'}).filter((file) => file.endsWith('.js'))

  test('imports no test runner', () => {
    const importing = built.filter((file) =>
      /from ["'](vitest|fast-check|nock)["']/.test(readFileSync(join(root, folder, 'dist', file), 'utf8')),
    )
    // What an earlier build left behind is not published by a clean one.
    const current = importing.filter((file) => product.includes(`${folder}/${file.replace(/\.js$/, '.ts')}`))
    expect(
      ofRule(
        11,
        current.map((file) => `${folder}/dist/${file} imports a test runner`),
      ),
    ).toEqual([])
  })
})

test('every package says what it is, and to whom it belongs', () => {
  const wrong = ['.', 'src', ...plugins].flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Record<string, unknown>
    const missing = ['description', 'keywords', 'license', 'engines', 'files'].filter((key) => manifest[key] === undefined)
    const readme = existsSync(join(root, folder, 'README.md')) ? readFileSync(join(root, folder, 'README.md'), 'utf8') : ''
    return [
      ...missing.map((key) => `${folder}/package.json has no "${key}"`),
      ...(readme.startsWith(`# ${manifest['name']}\n`) ? [] : [`${folder}/README.md does not begin with the name ${manifest['name']}`]),
    ]
  })
  expect(ofRule(10, wrong)).toEqual([])
})

test('every package names the Node that it runs on, and bin/ starts no other', async () => {
  const {isNewEnough, neededNode} = (await import(join(root, 'bin/node-version.js'))) as typeof import('../../bin/node-version.js')
  const manifest = (folder: string) =>
    JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {engines: {node: string}; dependencies: Record<string, string>}
  // The command starts on Node 18, and starts itself again; the libraries do not.
  const {engines, dependencies} = manifest('.')
  expect(engines.node).toBe('>=18')
  for (const folder of ['src', ...plugins]) expect({folder, node: manifest(folder).engines.node}).toEqual({folder, node: `>=${neededNode}`})
  expect(isNewEnough(dependencies['node'])).toBe(true)
  expect(['18.20.4', '20.20.2', '23.11.0', '24.14.1', '24.15.0', '24.21.0', '26.0.0'].filter((version) => isNewEnough(version))).toEqual([
    '24.15.0',
    '24.21.0',
    '26.0.0',
  ])
  for (const file of ['bin/run.js', 'bin/run-node.js']) expect(textOf(file)).toContain("from './node-version.js'")
})

test('the check runs no program of a version that changes by itself', () => {
  const {scripts} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {scripts: Record<string, string>}
  const called = Object.values(scripts).flatMap((script) =>
    [...script.matchAll(/(?:npx|npm exec)(?: --?\S*)* (\S+)/g)].map(([, name]) => name),
  )
  expect(called.filter((name) => !/@\d+\.\d+\.\d+$/.test(name ?? ''))).toEqual([])
  expect(called.length).toBeGreaterThan(0)
})

test('no source of the product imports a test runner or what only tests use', () => {
  const importing = product.filter((file) =>
    imports(file).some((target) => /^(vitest|fast-check|nock|@ops\/core\/testing|(\.\.\/)+testing\/.*)$/.test(target)),
  )
  expect(ofRule(11, importing)).toEqual([])
})

test('no program for another machine is written inside TypeScript', () => {
  // A shell or Perl text of several lines in a template string: it belongs into a file under scripts/.
  const isProgram = (text: string) =>
    /#!\/|\buse strict\b|^\s*(if|while|for) .*; (then|do)\s*$|^\s*(fi|done|esac)\s*$|^\s*my [$@%]/m.test(text)
  const holding = product.filter((file) =>
    [...textOf(file).matchAll(/`((?:[^`\\]|\\.)*)`/g)].some(([, text = '']) => text.split('\n').length > 3 && isProgram(text)),
  )
  expect(ofRule(13, holding)).toEqual([])
})

test('every script under scripts/ is copied into what is built', () => {
  const list = (pattern: string) =>
    execFileSync('git', ['-c', 'safe.directory=*', 'ls-files', '--', pattern], {cwd: root, encoding: 'utf8'}).split('\n').filter(Boolean)
  const scripts = [...list('src/*/scripts/*'), ...list('plugins/*/src/**/scripts/*')].filter(
    (file) => !file.endsWith('.ts') && !/\/(test|testing)\//.test(file),
  )
  const missing = scripts.filter((file) => {
    const [, folder = '', rest = ''] = /^(src|plugins\/[^/]+)\/(.+)$/.exec(file) ?? []
    return !readdirSync(join(root, folder, 'dist'), {recursive: true, encoding: 'utf8'}).includes(rest)
  })
  expect(ofRule(13, missing)).toEqual([])
})
