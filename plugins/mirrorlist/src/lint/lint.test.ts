import {chmodSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {parse} from 'yaml'
import {expect, test} from 'vitest'
import {dataFolder} from '../../test/crawl/data-folder.ts'
import {CrawlRecord} from '../crawl/record/record.ts'
import {lint, lintExit} from './lint.ts'

const block = `# Kept by hand.
site: acme
hosts:
  - name: m1
    country: SE   # Umeå
    content:
      Fedora:
        urls:
          - ftp://m1.test/fedora
          - http://m1.test/fedora/   # the main one
          - rsync://m1.test/fedora
`
const flow = `site: flow
hosts: [{name: m2, country: SE, content: {Fedora: {urls: [http://m2.test/f, "ftp://m2.test/f"]}}}]
`

function folder() {
  const made = dataFolder([])
  writeFileSync(join(made.folder, 'mirrors', 'acme.yaml'), block)
  writeFileSync(join(made.folder, 'mirrors', 'flow.yaml'), flow)
  using record = new CrawlRecord(join(made.folder, 'crawl.sqlite'))
  const visit = {urls: [], content: [], families: 1, silentFamilies: 0, requests: 1, cut: undefined, notBefore: 0}
  for (const [host, http] of [
    ['m1', 'http://m1.test/fedora'],
    ['m2', 'http://m2.test/f'],
  ] as const)
    record.save({...visit, host, httpsTried: [http], offers: [{http, https: http.replace('http:', 'https:')}]}, {now: 1, failures: 4})
  return made
}

test('reports what --fix would do, and changes nothing', async () => {
  using made = folder()
  const found = await lint({folder: made.folder, store: undefined, fix: false})
  expect(found.remarks.map(({place, kind}) => `${place} ${kind}`)).toEqual([
    'mirrors/acme.yaml:9:13 ftp',
    'mirrors/acme.yaml:10:13 https',
    'mirrors/flow.yaml:2:59 https',
    'mirrors/flow.yaml:2:77 ftp',
  ])
  expect(found.problems).toEqual([])
  expect(lintExit(found, false)).toEqual({exit: 6})
  expect(readFileSync(join(made.folder, 'mirrors', 'acme.yaml'), 'utf8')).toBe(block)
})

test('--fix drops ftp and lists https, and leaves every other byte alone', async () => {
  using made = folder()
  const found = await lint({folder: made.folder, store: undefined, fix: true})
  expect(found).toMatchObject({problems: [], changed: ['mirrors/acme.yaml', 'mirrors/flow.yaml']})
  expect(lintExit(found, true)).toEqual({exit: 0})
  expect(readFileSync(join(made.folder, 'mirrors', 'acme.yaml'), 'utf8')).toBe(
    block.replace('          - ftp://m1.test/fedora\n', '          - https://m1.test/fedora/\n'),
  )
  expect(readFileSync(join(made.folder, 'mirrors', 'flow.yaml'), 'utf8')).toBe(
    flow.replace('http://m2.test/f, "ftp://m2.test/f"', 'https://m2.test/f, http://m2.test/f'),
  )
  expect(await lint({folder: made.folder, store: undefined, fix: false})).toEqual({remarks: [], problems: [], changed: []})
})

test('ftp-only content and other problems have to be corrected by hand', async () => {
  using made = folder()
  writeFileSync(join(made.folder, 'mirrors', 'acme.yaml'), block.replace(/ {10}- (http|rsync).*\n/g, ''))
  writeFileSync(join(made.folder, 'mirrors', 'flow.yaml'), flow.replace('country: SE', 'country: Sweden'))
  const found = await lint({folder: made.folder, store: undefined, fix: true})
  expect(found.problems).toEqual([
    'mirrors/acme.yaml:9:13: hosts.0.content.Fedora.urls.0: must not be ftp: clients no longer support it. Name an https, http or rsync URL.',
    expect.stringContaining('mirrors/flow.yaml:2:29: hosts.0.country:'),
  ])
  expect(lintExit(found, true)).toMatchObject({exit: 64, error: {code: 'MIRRORLIST_PROBLEMS_LEFT'}})
})

const inFlow = (urls: string) => `site: flow\nhosts: [{name: m2, country: SE, content: {Fedora: {urls: ${urls}}}}]\n`

test.each([
  ['several ftp at the end', '[http://m2.test/g, ftp://a, ftp://b]', '[http://m2.test/g]'],
  ['several at the start', '[ftp://a, ftp://b, http://m2.test/g]', '[http://m2.test/g]'],
  ['on both sides', '[ftp://a, http://m2.test/g, "ftp://b", rsync://c, ftp://d,]', '[http://m2.test/g, rsync://c,]'],
  ['a comment before it', '[http://m2.test/g, # main\n  ftp://a]', '[http://m2.test/g, # main\n  ]'],
  ['a comment behind it', '[ftp://a, # old\n  http://m2.test/g]', '[ # old\n  http://m2.test/g]'],
  ['https of a quoted URL', '["http://m2.test/f", \'ftp://a\']', '["https://m2.test/f", "http://m2.test/f"]'],
])('--fix keeps flow lists whole: %s', async (_, before, after) => {
  using made = folder()
  const file = join(made.folder, 'mirrors', 'flow.yaml')
  writeFileSync(file, inFlow(before))
  await lint({folder: made.folder, store: undefined, fix: true})
  expect(readFileSync(file, 'utf8')).toBe(inFlow(after))
  expect(parse(inFlow(after))).toMatchObject({hosts: [{name: 'm2'}]})
})

test('--fix keeps line ends and the mode of a file, and does not change a file that is not YAML', async () => {
  using made = folder()
  const [acme, flowFile] = ['acme.yaml', 'flow.yaml'].map((name) => join(made.folder, 'mirrors', name)) as [string, string]
  writeFileSync(acme, block.replaceAll('\n', '\r\n'))
  chmodSync(acme, 0o600)
  const broken = `${flow}  : [`
  writeFileSync(flowFile, broken)
  const found = await lint({folder: made.folder, store: undefined, fix: true})
  expect(found.changed).toEqual(['mirrors/acme.yaml'])
  expect(readFileSync(acme, 'utf8').replaceAll('\r\n', '')).not.toContain('\n')
  expect(statSync(acme).mode & 0o777).toBe(0o600)
  expect(readFileSync(flowFile, 'utf8')).toBe(broken)
  expect(found.problems.join()).toContain('mirrors/flow.yaml:')
})

test('other problems in a line with ftp are reported before --fix too', async () => {
  using made = folder()
  writeFileSync(join(made.folder, 'mirrors', 'flow.yaml'), inFlow('[ftp://a, htp://b, http://c]'))
  const found = await lint({folder: made.folder, store: undefined, fix: false})
  expect(found.problems).toEqual([expect.stringContaining('mirrors/flow.yaml:2:68: hosts.0.content.Fedora.urls.1: must be an https')])
})
