import {cpSync, mkdirSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {keepAnswers} from '../answers.ts'
import {runOps} from '../../cli/run-ops.ts'
import {dumpSqlite} from '../journal/journal-file.ts'
import {mirrorlistCommands, mirrorlistFixtures} from './mirrorlist-fixtures.ts'

const repomd = (timestamp: number) => `<?xml version="1.0" encoding="UTF-8"?>
<repomd xmlns="http://linux.duke.edu/metadata/repo">
  <revision>${timestamp}</revision>
  <data type="primary"><timestamp>${timestamp}</timestamp><location href="repodata/primary.xml.gz"/></data>
</repomd>
`

/** A server with a master and two mirrors, of which the second is behind. */
async function startWeb(): Promise<{server: Server; url: string}> {
  const [older, newer] = [repomd(1_700_000_000), repomd(1_700_900_000)]
  const trees: Record<string, string> = {'/pub/fedora': newer, '/a': newer, '/b': older}
  const server = createServer((request, response) => {
    const body = trees[(request.url ?? '').replace('/42/os/repodata/repomd.xml', '')]
    response.writeHead(body === undefined ? 404 : 200).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.88.250.3', resolve))
  return {server, url: `http://127.88.250.3:${(server.address() as AddressInfo).port}`}
}

const accessLog = `IP: 192.0.2.1; DATE: 2022-10-01; COUNTRY: SE; REPO: fedora-42; ARCH: x86_64
IP: 2001:db8::1; DATE: 2022-10-01; COUNTRY: N/A; REPO: fedora-42; ARCH: aarch64
IP: 192.0.2.3; DATE: 2022-10-02; COUNTRY: IR; REPO: fedora-42; ARCH: x86_64
`

/** A data folder after two crawls, a published generation, and the statistics of two days. */
export async function captureMirrorlist(folder: string): Promise<void> {
  const data = join(folder, 'data')
  mkdirSync(join(data, 'mirrors'), {recursive: true})
  const {server, url} = await startWeb()
  const silent = 'http://127.88.250.4:9'
  const service =
    'categories:\n  Fedora: {directory: pub/fedora}\nrepositories:\n  - {repo: fedora-42, arch: x86_64, directory: pub/fedora/42/os}\n'
  writeFileSync(join(data, 'service.yaml'), service)
  for (const [name, base] of [
    ['a', `${url}/a`],
    ['b', `${url}/b`],
    ['c', `${silent}/c`],
  ] as const) {
    const host = `hosts:\n  - name: ${name}\n    country: SE\n    content:\n      Fedora:\n        urls:\n          - ${base}\n`
    writeFileSync(join(data, 'mirrors', `${name}.yaml`), `# Kept by hand.\nsite: ${name}\n${host}`)
  }
  const must = async (codes: number[], ...args: string[]) => {
    const {code, stdout, stderr} = await runOps(['mirrorlist', ...args])
    if (!codes.includes(code ?? -1)) throw new Error(`ops mirrorlist ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
  }
  for (const _ of [1, 2]) await must([2], 'crawl', '--data', data, '--master', url, '--gap', '1ms', '--failures', '2')
  server.close()
  await must([0], 'build', '--data', data, '--output', join(folder, 'mirrors.snapshot'))
  await must([0], 'publish', '--data', data, '--to', join(folder, 'published'))
  writeFileSync(join(folder, 'access.log'), accessLog)
  await must([0], 'stats', 'import', join(folder, 'access.log'), '--store', join(folder, 'statistics.sqlite'))
  await keepAnswers('mirrorlist.answers.ndjson', folder, mirrorlistCommands)
  rmSync(mirrorlistFixtures, {recursive: true, force: true})
  cpSync(data, join(mirrorlistFixtures, 'data'), {recursive: true, filter: (file) => !/\.sqlite/.test(file)})
  cpSync(join(folder, 'published'), join(mirrorlistFixtures, 'published'), {recursive: true})
  cpSync(join(folder, 'mirrors.snapshot'), join(mirrorlistFixtures, 'mirrors.snapshot'))
  dumpSqlite(join(data, 'crawl.sqlite'), join(mirrorlistFixtures, 'crawl.ndjson'))
  dumpSqlite(join(folder, 'statistics.sqlite'), join(mirrorlistFixtures, 'statistics.ndjson'))
}
