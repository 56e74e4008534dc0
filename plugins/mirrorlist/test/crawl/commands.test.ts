import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {expect, onTestFinished, test} from 'vitest'
import {bin, runOps} from '../../../../test/cli/run-ops.ts'
import {type DataHost, dataFolder} from './data-folder.ts'
import {repomd} from './repository.ts'

const limitMs = 240_000

/** A web server that has one repository, in each of `trees`. */
async function web(address: string, trees: Record<string, Buffer>) {
  const server = createServer((request, response) => {
    const body = trees[(request.url ?? '').replace('/42/os/repodata/repomd.xml', '')]
    response.writeHead(body === undefined ? 404 : 200).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  onTestFinished(() => void server.close())
  return `http://${address}:${(server.address() as AddressInfo).port}`
}

function data(hosts: DataHost[]): string {
  const made = dataFolder(hosts)
  onTestFinished(() => made[Symbol.dispose]())
  return made.folder
}

test(
  'ops mirrorlist crawl prints a line for each mirror and exits 2 when one is not well',
  async () => {
    const [older, newer] = [repomd(1_700_000_000), repomd(1_700_900_000)]
    const url = await web('127.11.23.1', {'/pub/fedora': newer, '/a': newer, '/b': older})
    const folder = data([
      {name: 'a', urls: [`${url}/a`]},
      {name: 'b', urls: [`${url}/b`]},
    ])
    const {code, stdout} = await runOps(['mirrorlist', 'crawl', '--data', folder, '--master', url, '--gap', '1ms'])
    expect(stdout).toBe(
      [
        'MIRROR  CURRENT  URLS  FAMILIES  STATE',
        'a       1/1      1/1   IPv4      ok',
        "b       0/1      1/1   IPv4      b cannot be used for 1 directory: it has an unknown version, made 10 days before the master's.",
        '2 mirrors, 4 requests.',
        '',
      ].join('\n'),
    )
    expect(code).toBe(2)
    expect(JSON.parse(readFileSync(join(folder, 'status.json'), 'utf8'))).toMatchObject({families: {a: 1, b: 1}})

    const history = await runOps(['mirrorlist', 'crawl', 'history', '--data', folder, '--host', 'b'])
    expect(history.stdout).toMatch(
      /^UTC +MIRROR {2}EVENT +ABOUT +REASON\n[-\d]{10} [:\d]{5} {2}b {7}excluded {2}pub\/fedora\/42\/os {2}it has an unknown version/,
    )
    expect(await runOps(['mirrorlist', 'crawl', 'history', '--data', folder, '--host', 'a'])).toMatchObject({
      code: 0,
      stdout: 'No mirror failed, was left out or returned.\n',
    })

    const json = await runOps(['mirrorlist', 'crawl', '--data', folder, '--master', url, '--gap', '1ms', '--host', 'a', '--json'])
    expect(json.code).toBe(0)
    expect(JSON.parse(json.stdout)).toMatchObject({ok: true, result: {hosts: [{host: 'a', directories: [{state: 'current', ageDays: 0}]}]}})
  },
  limitMs,
)

function startOps(args: readonly string[]) {
  const child = spawn(process.execPath, [bin, ...args], {stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs, killSignal: 'SIGKILL'})
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (part) => (stdout += part))
  child.stderr.on('data', (part) => (stderr += part))
  const ended = once(child, 'close').then(([code]) => ({code: code as number | null, stdout, stderr}))
  const says = async (words: string) => {
    while (!stderr.includes(words)) await once(child.stderr, 'data', {signal: AbortSignal.timeout(limitMs)})
  }
  return {child, ended, says}
}

/** One mirror that answers, and one that never does; `asked` resolves when it was. */
async function hungCrawl(address: string) {
  const {promise: input, resolve} = Promise.withResolvers<void>()
  const slow = createServer(() => resolve())
  await new Promise<void>((listening) => slow.listen(0, address, listening))
  onTestFinished(() => {
    slow.closeAllConnections()
    slow.close()
  })
  const body = repomd(1_700_000_000)
  const url = await web(address, {'/pub/fedora': body, '/a': body})
  const folder = data([
    {name: 'a', urls: [`${url}/a`]},
    {name: 'slow', urls: [`http://${address}:${(slow.address() as AddressInfo).port}`]},
  ])
  const crawl = ['mirrorlist', 'crawl', '--data', folder, '--master', url, '--gap', '1ms']
  const record = () => new DatabaseSync(join(folder, 'crawl.sqlite'), {readOnly: true})
  return {crawl, input, record, folder}
}

test('a crawl of a misspelt folder makes nothing there', async () => {
  const folder = join(data([]), 'typo')
  const {code, stderr} = await runOps(['mirrorlist', 'crawl', '--data', folder])
  expect(code).toBe(64)
  expect(stderr).toContain(`The folder of mirror data ${folder} cannot be read: no such file or directory.`)
  expect(existsSync(folder)).toBe(false)
})

test(
  'ops mirrorlist crawl ended by SIGINT keeps what it found, and holds nothing against mirrors that it did not get to',
  async () => {
    const {crawl, input, record, folder} = await hungCrawl('127.11.23.4')
    const {child, ended, says} = startOps(crawl)
    await Promise.all([input, says('a: ')])
    child.kill('SIGINT')
    const {code, stdout, stderr} = await ended
    expect(code, stderr).toBe(130)
    expect(stdout).toContain('The crawl was ended early: 1 of 2 mirrors was not visited')
    expect(stderr).toContain('Stopped by SIGINT.')
    using db = record()
    expect(
      db
        .prepare('SELECT host, state FROM content')
        .all()
        .map((row) => Object.values(row)),
    ).toEqual([['a', 'current']])
    expect(db.prepare('SELECT count(*) AS urls FROM url').get()?.['urls']).toBe(1)
    expect(db.prepare('SELECT unvisited FROM run').get()?.['unvisited']).toBe(1)
    expect(JSON.parse(readFileSync(join(folder, 'status.json'), 'utf8'))).toMatchObject({excluded: [], broken: []})
  },
  limitMs,
)

test(
  'ops mirrorlist crawl that is killed leaves a whole file, and the next one goes on',
  async () => {
    const {crawl, input, record} = await hungCrawl('127.11.23.5')
    const {child, ended} = startOps(crawl)
    await input
    child.kill('SIGKILL')
    await ended
    {
      using db = record()
      expect(db.prepare('PRAGMA integrity_check').get()).toMatchObject({integrity_check: 'ok'})
    }
    expect((await runOps([...crawl, '--host', 'a'])).code).toBe(0)
  },
  limitMs,
)

test(
  'ops mirrorlist lint tells by its exit code whether there is something to do',
  async () => {
    const folder = data([{name: 'a', urls: ['ftp://a.test/f', 'http://a.test/f']}])
    const before = await runOps(['mirrorlist', 'lint', '--data', folder])
    expect(before).toMatchObject({
      code: 6,
      stdout: 'mirrors/a.yaml:9:13: ftp://a.test/f: clients no longer support ftp.\n1 file to fix with --fix.\n',
    })
    expect((await runOps(['mirrorlist', 'lint', '--data', folder, '--fix'])).code).toBe(0)
    expect(await runOps(['mirrorlist', 'lint', '--data', folder])).toMatchObject({code: 0, stdout: 'No problem.\n'})
    writeFileSync(join(folder, 'service.yaml'), 'nonsense: 1\n')
    expect((await runOps(['mirrorlist', 'lint', '--data', folder])).code).toBe(64)
  },
  limitMs,
)

test(
  'ops mirrorlist stats import counts a log, and ops mirrorlist stats shows it',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ops-stats-cli-'))
    onTestFinished(() => rmSync(folder, {recursive: true, force: true}))
    const env = {OPS_STATE_DIR: folder}
    const log = join(folder, 'a.log')
    writeFileSync(log, 'IP: 192.0.2.1; DATE: 2024-11-20; COUNTRY: SY; REPO: fedora-42; ARCH: x86_64\n'.repeat(3))
    expect(await runOps(['mirrorlist', 'stats'], {env})).toMatchObject({code: 64, stdout: ''})
    const first = await runOps(['mirrorlist', 'stats', 'import', log, '--fold', 'CU,IR,KP,SD,SY'], {env})
    expect(first).toMatchObject({code: 0, stdout: `${log}: 3 accesses of 2024-11-20\n`})
    expect(await runOps(['mirrorlist', 'stats', 'import', log], {env})).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/: skipped; counted before, at \S+ as \/.*a\.log\n$/),
    })
    expect(await runOps(['mirrorlist', 'stats'], {env})).toMatchObject({
      code: 0,
      stdout: '2024-11-20\nCOUNTRY  PERCENT  REQUESTS\nN/A      100.0 %  3\ntotal             3\n',
    })
    const csv = await runOps(['mirrorlist', 'stats', '--date', '2024-11-20', '--by', 'repositories', '--csv'], {env})
    expect(csv.stdout).toContain('2024-11-20,repositories,fedora-42,100,3')
  },
  limitMs,
)
