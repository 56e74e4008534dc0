import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {afterAll, beforeAll, expect} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {listening} from './support/mirrors.ts'
import {run} from './support/run.ts'
import {get} from './support/running-service.ts'

const deploy = fileURLToPath(new URL('../deploy/', import.meta.url))
const ops = fileURLToPath(new URL('../../../bin/run.js', import.meta.url))
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ops-deploy-'))
})
afterAll(() => rm(folder, {recursive: true, force: true}))

lab({programs: ['systemd-analyze']})('systemd takes both units, and finds little to object to in the hardening', async () => {
  // The program's place differs on each machine.
  const unit = (await readFile(join(deploy, 'ops-mirrorlist.service'), 'utf8')).replaceAll('/usr/bin/node', process.execPath)
  await writeFile(join(folder, 'ops-mirrorlist.service'), unit)
  await writeFile(join(folder, 'ops-mirrorlist.socket'), await readFile(join(deploy, 'ops-mirrorlist.socket')))
  const output = await run('systemd-analyze', [
    'verify',
    '--man=no',
    join(folder, 'ops-mirrorlist.service'),
    join(folder, 'ops-mirrorlist.socket'),
  ])
  expect(output.split('\n').filter((line) => line.includes('ops-mirrorlist'))).toEqual([])
  const security = await run('systemd-analyze', ['security', '--offline=true', '--threshold=25', join(folder, 'ops-mirrorlist.service')])
  expect(security).toMatch(/exposure level for ops-mirrorlist.service: [012]\.\d/)
})

lab({programs: ['nginx']})('nginx takes the example', async () => {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')
  // nginx -t opens the port, and a user may not open 80.
  const site = (await readFile(join(deploy, 'nginx.conf'), 'utf8')).replaceAll(/(?<=listen .*)80;/g, '18282;')
  await writeFile(join(folder, 'site.conf'), site)
  const outer = `pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${paths} include ${folder}/site.conf; }`
  await writeFile(join(folder, 'nginx.conf'), outer)
  expect(await run('/usr/sbin/nginx', ['-t', '-c', join(folder, 'nginx.conf'), '-e', 'stderr'])).toContain('test is successful')
})

lab({programs: ['haproxy']})('HAProxy takes the example', async () => {
  await run('/usr/sbin/haproxy', ['-c', '-f', join(deploy, 'haproxy.cfg')])
})

lab({programs: ['systemd-socket-activate']})('serves on the socket that systemd opened', async () => {
  const [host, port] = ['127.10.5.1', 18_281]
  const args = [
    '-l',
    `${host}:${port}`,
    '--fdname=mirrorlist',
    '-E',
    `OPS_STATE_DIR=${folder}`,
    '-E',
    'PATH',
    process.execPath,
    ops,
    'mirrorlist',
    'serve',
    '--workers',
    '1',
  ]
  const service = spawn('systemd-socket-activate', args, {stdio: ['ignore', 'ignore', 'pipe']})
  let said = ''
  service.stderr.on('data', (part) => {
    said += part
  })
  const gone = once(service, 'exit')
  try {
    await listening(host, port)
    const {status, urls} = await get(host, port, '/mirrorlist?repo=free-fedora-rawhide&arch=x86_64&country=SE')
    expect([status, urls.length]).toEqual([200, 2])
    expect(said).toContain(`Listening on ${host}:${port} (mirrorlist).`)
  } finally {
    service.kill('SIGTERM')
    expect((await gone)[0]).toBe(0)
  }
})
