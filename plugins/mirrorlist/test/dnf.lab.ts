import {appendFile, chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {buildFiles} from '../src/build/build-files.ts'
import {makeRepository, type Mirror, nginxMirror} from './support/mirrors.ts'
import {run} from './support/run.ts'
import {serving, until} from './support/serving.ts'

// Real dnf against our server, over three real mirrors: one good, one a version behind, one with damaged packages.
const test = lab({root: true, programs: ['dnf', 'createrepo_c', 'rpmbuild', 'nginx']})
const directory = 'pub/hello/42/x86_64/os'
const port = 18_280
let folder: string
const resources = new AsyncDisposableStack()
let mirrors: {good: Mirror; stale: Mirror; corrupt: Mirror}
let server: Awaited<ReturnType<typeof serving>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ops-dnf-'))
  resources.defer(() => rm(folder, {recursive: true, force: true}))
  // nginx's workers give up root, and must read the repositories.
  await chmod(folder, 0o755)
  const root = (name: string) => join(folder, name)
  await makeRepository(join(root('good'), directory), '2.0')
  await makeRepository(join(root('stale'), directory), '1.0')
  await cp(root('good'), root('corrupt'), {recursive: true})
  const damaged = join(root('corrupt'), directory)
  for (const name of await readdir(damaged)) if (name.endsWith('.rpm')) await writeFile(join(damaged, name), 'damaged')
  const mirror = async (name: string, address: string) =>
    resources.use(await nginxMirror(address, port, root(name), join(folder, `${name}.nginx`)))
  mirrors = {
    good: await mirror('good', '127.10.3.1'),
    stale: await mirror('stale', '127.10.3.2'),
    corrupt: await mirror('corrupt', '127.10.3.3'),
  }
  const data = await writeData(join(folder, 'data'))
  await buildFiles({source: {kind: 'data', folder: data}, master: root('good')})
  server = resources.use(await serving('127.10.3.9', {source: {kind: 'data', folder: data}, workers: 1, orderReuse: 1}))
}, 120_000)
afterAll(() => resources.disposeAsync())

/** The bad mirrors have by far the most bandwidth, so clients meet them first. */
async function writeData(data: string): Promise<string> {
  await mkdir(join(data, 'mirrors'), {recursive: true})
  await writeFile(
    join(data, 'service.yaml'),
    `categories: {hello: {directory: pub/hello}}\nrepositories: [{repo: hello-42, arch: x86_64, directory: ${directory}}]\n`,
  )
  const bandwidths = {good: 1, stale: 100_000, corrupt: 300}
  for (const [name, mbits] of Object.entries(bandwidths)) {
    const {url} = mirrors[name as keyof typeof mirrors]
    await writeFile(
      join(data, 'mirrors', `${name}.yaml`),
      `site: ${name}\nhosts: [{name: ${name}, country: SE, bandwidth: ${mbits}, content: {hello: {urls: ["${url}/pub/hello"]}}}]\n`,
    )
  }
  return data
}

/** Installs the package into an empty root; gives back the version that arrived. */
async function install(name: string, source: string): Promise<{version: string; output: string}> {
  const root = join(folder, name)
  await mkdir(join(root, 'var', 'log'), {recursive: true})
  await mkdir(join(root, 'repos'), {recursive: true})
  await writeFile(join(root, 'repos', 'hello.repo'), `[hello]\nname=hello\n${source}\ngpgcheck=0\nenabled=1\n`)
  const options = ['reposdir', 'cachedir', 'persistdir'].map(
    (option) => `--setopt=${option}=${join(root, option === 'reposdir' ? 'repos' : option)}`,
  )
  // Without the settings and plugins of this machine's own dnf.
  const config = join(root, 'dnf.conf')
  await writeFile(config, '[main]\n')
  const output = await run('dnf', [
    '-y',
    '--noplugins',
    `--config=${config}`,
    `--installroot=${root}`,
    '--releasever=42',
    '--setopt=logdir=/var/log',
    '--setopt=install_weak_deps=0',
    ...options,
    'install',
    'ops-hello',
  ])
  return {version: (await readFile(join(root, 'usr/share/ops-hello/version'), 'utf8')).trim(), output}
}

const requests = async ({log}: Mirror) => (await readFile(log, 'utf8').catch(() => '')).split('\n')

test('metalink=: a stale and a damaged mirror in front are survived through the hashes', async () => {
  const {version} = await install('by-metalink', `metalink=http://127.10.3.9:${server.port}/metalink?repo=hello-42&arch=x86_64&country=SE`)
  expect(version).toBe('2.0')
  // Both were tried and found wanting.
  expect((await requests(mirrors.stale)).some((line) => line.includes('repomd.xml 200'))).toBe(true)
  expect((await requests(mirrors.corrupt)).some((line) => line.includes('.rpm 200'))).toBe(true)
  expect((await requests(mirrors.good)).some((line) => line.includes('.rpm 200'))).toBe(true)
})

test('mirrorlist=: without the stale one, which a plain list cannot tell, the damaged one is survived', async () => {
  await writeFile(join(folder, 'data', 'status.json'), JSON.stringify({excluded: [{host: 'stale', reason: 'repomd.xml is old'}]}))
  await appendFile(join(folder, 'data', 'service.yaml'), '# touched\n')
  const list = `/mirrorlist?repo=hello-42&arch=x86_64&country=SE`
  for (let tried = 0; tried < 100 && (await server.get(list)).urls.length > 2; tried++)
    await new Promise((resolve) => setTimeout(resolve, 100))
  const {version} = await install('by-mirrorlist', `mirrorlist=http://127.10.3.9:${server.port}${list}`)
  expect(version).toBe('2.0')
})

test('a repository that does not exist is refused by dnf', async () => {
  await expect(install('by-nothing', `metalink=http://127.10.3.9:${server.port}/metalink?repo=nothing&arch=x86_64`)).rejects.toThrow(
    /Status code: 404/,
  )
})

test('dnf is counted as libdnf', async () => {
  await until(server.metrics, (text) => /_by_client_total\{client="libdnf"\} [1-9]/.test(text))
})
