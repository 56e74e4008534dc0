import {execFile} from 'node:child_process'
import {cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, expect} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {printingKernel} from './fixtures/open-firmware-program.ts'
import {runCli} from './service/run-cli.ts'

// Real dnf, from a repository of one tiny package whose /bin/sh is a program for the board.
const test = lab({root: true, programs: ['dnf', 'createrepo_c', 'rpmbuild', 'busybox', 'setpriv']})
const run = promisify(execFile)
let top: string

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'ops-dnf-root-'))
  if (process.getuid?.() !== 0) return
  await writeFile(join(top, 'big-endian'), printingKernel())
  for (const arch of ['ppc64', 'x86_64']) await makeRepository(arch, arch === 'ppc64' ? join(top, 'big-endian') : '/bin/busybox')
  const profile = (arch: string) => `{firmware: slof, arch: ${arch}, kernel: k, nfs: {path: ${join(top, 'roots', arch)}}}`
  await writeFile(
    join(top, 'ops.yaml'),
    `boot: {profiles: {cell: ${profile('ppc64')}, pc: ${profile('x86_64')}, le: ${profile('ppc64le')}}}\nhosts: {}\n`,
  )
}, 400_000)
afterAll(() => rm(top, {recursive: true, force: true}))

async function makeRepository(arch: string, shell: string): Promise<void> {
  const work = join(top, `build-${arch}`)
  await mkdir(join(work, 'repo'), {recursive: true})
  const spec = `%global __os_install_post %{nil}
%global debug_package %{nil}
Name: ops-shell
Version: 12
Release: 1
Summary: A shell
License: Apache-2.0
AutoReqProv: no
%description
A shell.
%install
mkdir -p %{buildroot}/bin %{buildroot}/etc
cp ${shell} %{buildroot}/bin/sh
echo 'PRETTY_NAME="Fedora release 12 (tests)"' > %{buildroot}/etc/os-release
%files
/bin/sh
/etc/os-release
`
  await writeFile(join(work, 'ops-shell.spec'), spec)
  await run('rpmbuild', ['-bb', '--target', `${arch}-linux`, '--define', `_topdir ${work}`, join(work, 'ops-shell.spec')])
  const built = join(work, 'RPMS', arch)
  for (const name of await readdir(built)) await cp(join(built, name), join(work, 'repo', name))
  await run('createrepo_c', ['--no-database', join(work, 'repo')])
}

function rootfs(profile: string, arch: string, ...more: string[]) {
  const fedora = ['--distribution', 'fedora', '--suite', '12', '--repo', `file://${top}/build-${arch}/repo`]
  return runCli(['boot', 'rootfs', profile, '--inventory', join(top, 'ops.yaml'), ...fedora, ...more, '--json'], {timeoutMs: 200_000})
}

for (const [profile, arch] of [
  ['cell', 'ppc64'],
  ['pc', 'x86_64'],
] as const)
  test(`${profile}: dnf installs a root for ${arch}, and its shell is for that board`, async () => {
    const {code, stdout, stderr} = await rootfs(profile, arch, '--include', 'ops-shell')
    expect(code, stdout + stderr).toBe(0)
    const {result} = JSON.parse(stdout) as {result: {system: string; built: boolean; findings: {state: string; message: string}[]}}
    expect(result).toMatchObject({built: true, system: 'Fedora release 12 (tests)', init: '/usr/local/sbin/ops-init'})
    expect(result.findings).toMatchObject([{state: 'ok', message: expect.stringContaining(`is for ${arch}.`) as string}])
    expect(await readdir(join(top, 'roots'))).toContain(arch)
    expect(await readFile(join(top, 'roots', arch, 'etc/os-release'), 'utf8')).toContain('Fedora')
    // An existing root is not overwritten.
    expect((await rootfs(profile, arch, '--include', 'ops-shell')).stdout).toContain('BOOT_ROOT_NOT_EMPTY')
  }, 400_000)

test('packages that are missing, or built for another architecture, leave no partial root', async () => {
  const missing = await rootfs('le', 'ppc64', '--include', 'no-such-package')
  expect(missing.code).toBe(3)
  expect(missing.stdout).toContain('no-such-package')
  const foreign = await rootfs('le', 'ppc64', '--include', 'ops-shell')
  expect([foreign.code, foreign.stdout]).toEqual([3, expect.stringContaining('BOOT_DNF')])
  const names: string[] = await readdir(join(top, 'roots')).catch(() => [])
  expect(names.filter((name) => name.startsWith('ppc64le'))).toEqual([])
}, 400_000)

test('flags that do not go together are usage errors', async () => {
  expect(await rootfs('le', 'ppc64')).toMatchObject({code: 64, stdout: expect.stringContaining('--include')})
  const debian = await runCli(['boot', 'rootfs', 'le', '--inventory', join(top, 'ops.yaml'), '--suite', 'sid', '--repo', 'file:///x'])
  expect(debian).toMatchObject({code: 64, stderr: expect.stringContaining('--distribution fedora')})
})
