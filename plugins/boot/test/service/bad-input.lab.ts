import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect} from 'vitest'
import {lab} from '../../../../test/lab/require.ts'
import {runCli} from './run-cli.ts'
import {onFreePorts, startOps} from './start-ops.ts'

const test = lab({root: true, programs: ['setpriv', 'unshare']})
const top = mkdtempSync(join(tmpdir(), 'ops-bad-input-'))
const root = join(top, 'root')
// The server, which runs as nobody, needs access.
chmodSync(top, 0o755)
mkdirSync(root)
writeFileSync(join(top, 'no-program'), '')
writeFileSync(join(root, 'kernel'), 'kernel')
writeFileSync(join(root, 'private'), 'private', {mode: 0o600})
afterAll(() => rmSync(top, {recursive: true}))

const address = '127.30.11.1'
const inventory = join(top, 'ops.yaml')
writeFileSync(
  inventory,
  JSON.stringify({
    hosts: {board: {boot: {mac: '02:00:00:00:00:05', profile: 'one', ip: '10.77.0.5/24'}}, other: {}},
    boot: {profiles: {one: {kernel: 'kernel', nfs: {path: '/no/such/root', server: address}}}},
  }),
)
const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--inh-caps=-all', '--bounding-set=-all']
const flags = onFreePorts(root, address, join(top, 'control'))
const serve = (...more: string[]) => ['boot', 'serve', ...flags, ...more]
/** stderr of a command that must fail: one sentence and the next step, two lines. */
const failure = async (args: string[], before: string[] = [], env = {}) => {
  const {code, stderr} = await runCli(args, {before, env: {OPS_STATE_DIR: join(top, 'state'), ...env}})
  return {
    code,
    lines: stderr
      .trim()
      .split('\n')
      .filter((line) => !/^\d\d:\d\d:/.test(line)),
  }
}

const cases: [string, () => Promise<{code: number | null; lines: string[]}>, number, string, string][] = [
  [
    'a missing folder',
    () => failure(['boot', 'serve', '--root', '/no/such', '--listen', address]),
    64,
    'The boot folder /no/such does not exist or cannot be read.',
    'Next: name an existing folder',
  ],
  [
    'a port without the privilege',
    () => failure(serve().with(serve().indexOf('--tftp-port') + 1, '69'), nobody, {OPS_STATE_DIR: '/tmp', HOME: '/tmp'}),
    5,
    `This user may not listen on TFTP port 69 of ${address}.`,
    'Next: run as root',
  ],
  [
    'an address of another machine',
    () => failure(['boot', 'serve', '--root', root, '--listen', '192.0.2.1', '--tftp-port', '0']),
    64,
    'This machine has no address 192.0.2.1 to listen on.',
    'Next: ip address',
  ],
  [
    'no dnsmasq',
    () => failure(serve('--dhcp', 'proxy'), hiding('dnsmasq')),
    5,
    'dnsmasq, which answers DHCP for ops boot serve, is not installed.',
    'Next: run apt-get install dnsmasq-base',
  ],
  [
    'no ganesha',
    () => failure(serve('--nfs', 'ganesha'), hiding('ganesha.nfsd')),
    5,
    'nfs-ganesha, the NFS server of --nfs ganesha, is not installed.',
    'Next: run apt-get install nfs-ganesha',
  ],
  [
    'a missing NFS root',
    () => failure([...serve('--nfs', 'ganesha'), '--inventory', inventory]),
    5,
    'The NFS root /no/such/root of board is not a folder on this machine.',
    `Next: run ops boot rootfs --inventory ${inventory} board --suite NAME`,
  ],
  [
    'an unknown user',
    () => failure(serve('--user', 'no-such-user')),
    64,
    'This machine has no user no-such-user (--user).',
    'Next: name an existing user',
  ],
  [
    'another user beside DHCP',
    () => failure(serve('--user', 'nobody', '--dhcp', 'full')),
    64,
    '--user nobody cannot be combined with dnsmasq, which needs root for as long as it runs.',
    'Next: leave --user out',
  ],
  [
    '--beside without --dhcp full',
    () => failure(serve('--beside', '--dhcp', 'proxy')),
    64,
    '--beside requires --dhcp full.',
    'Next: add --dhcp full, or leave --beside out',
  ],
  [
    'DHCP without root',
    () => failure(serve('--dhcp', 'full'), nobody, {OPS_STATE_DIR: '/tmp', HOME: '/tmp'}),
    5,
    'ops cannot look for other DHCP servers: bind EACCES 0.0.0.0:68.',
    'Next: run as root',
  ],
  [
    'a wrong network',
    () => failure(serve('--allow', '10.0.0.0/99')),
    64,
    '"10.0.0.0/99" is not a network in CIDR form.',
    'Next: write it as 10.0.0.0/24',
  ],
  [
    'a wrong address for metrics',
    () => failure(serve('--metrics', 'nowhere')),
    64,
    '"nowhere" is not an address to listen on.',
    'Next: write e.g.',
  ],
  [
    'no running server',
    () => failure(['boot', 'status', '--control', join(top, 'nothing')]),
    4,
    `No boot server answers on ${join(top, 'nothing')}.`,
    'Next: ops boot serve',
  ],
  [
    'a host without a profile',
    () => failure(['boot', 'args', 'other', '--inventory', inventory, '--server', address]),
    64,
    'other ',
    'Next: ',
  ],
]

for (const [name, run, exit, sentence, next] of cases) {
  test(`${name}: one sentence and the next step`, async () => {
    const {code, lines} = await run()
    expect(lines[0]).toContain(sentence)
    expect(lines[1]).toContain(next)
    expect([code, lines.length]).toEqual([exit, 2])
  })
}

test('a port in use, a second server, a missing and an unreadable file', async () => {
  await using ops = await startOps([...flags, '--user', 'nobody'])
  const port = String(ops.portOf('tftp'))
  const other = ['--listen', address, '--tftp-port', port, '--no-http', '--control', join(top, 'second')]
  const taken = await failure(['boot', 'serve', '--root', root, ...other])
  expect(taken.lines[0]).toBe(`TFTP port ${port} on ${address} is in use by another program.`)
  const second = await failure(serve())
  expect(second.lines[0]).toContain('A boot server already listens on the control socket')
  const denied = await failure(['boot', 'status', '--control', join(top, 'control')], nobody, {OPS_STATE_DIR: '/tmp', HOME: '/tmp'})
  expect(denied.lines[0]).toBe(`This user may not connect to the control socket ${join(top, 'control')}.`)
  expect([taken.code, second.code, denied.code]).toEqual([5, 5, 5])
  // The server runs as nobody, the check as root, which may read more files.
  const check = await runCli(['boot', 'check', 'kernel', 'missing', 'private', '--control', join(top, 'control'), '--json'], {
    env: {OPS_STATE_DIR: join(top, 'state')},
  })
  const [{files}] = JSON.parse(check.stdout).result.hosts as [{files: {file: string; wrong?: string}[]}]
  expect(files.map(({file, wrong}) => [file, wrong])).toEqual([
    ['kernel', undefined],
    ['missing', 'there is no such file'],
    ['private', expect.stringContaining('this user may not read it')],
  ])
  expect(check.code).toBe(3)
})

/** A mount namespace in which a program of this machine cannot be run. */
function hiding(program: string): string[] {
  return [
    'unshare',
    '--mount',
    'sh',
    '-c',
    `for f in /usr/sbin/${program} /usr/bin/${program}; do [ -e $f ] && mount --bind ${join(top, 'no-program')} $f; done; exec "$@"`,
    'sh',
  ]
}
