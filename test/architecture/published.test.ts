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
