import {execFileSync, spawn} from 'node:child_process'
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect} from 'vitest'
import {lab, unmet} from '../../../../test/lab/require.ts'
import {runCli} from './run-cli.ts'
import {type RunningOps, startOps} from './start-ops.ts'

const needs = {root: true, programs: ['ip', 'busybox', 'curl', 'dnsmasq', 'ganesha.nfsd', 'rpcbind', 'rpcinfo', 'showmount', 'nfs-ls']}
const test = lab(needs)
const missing = unmet(needs).length > 0

// Two network namespaces: the boot server, and a board that boots from it, without connection to the real network.
const [serverSpace, boardSpace] = [`ops-bs-${process.pid}`, `ops-bb-${process.pid}`]
const inServer = ['ip', 'netns', 'exec', serverSpace]
const inBoard = ['ip', 'netns', 'exec', boardSpace]
const top = mkdtempSync(join(tmpdir(), 'ops-daemons-'))
const inventory = join(top, 'ops.yaml')
const control = join(top, 'control')
const root = join(top, 'root')
const rpcbind = {pid: 0}
let ops: RunningOps
const run = (argv: string[]) =>
  execFileSync(argv[0] ?? '', argv.slice(1), {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000})
const ip = (...args: string[]) => run(['ip', ...args])

beforeAll(async () => {
  if (missing) return
  mkdirSync(join(top, 'srv'))
  mkdirSync(join(root, 'bin'), {recursive: true})
  mkdirSync(join(root, 'lib/modules/6.1.0-test'), {recursive: true})
  cpSync('/bin/busybox', join(root, 'bin/sh'), {dereference: true})
  writeFileSync(join(top, 'srv/vmlinux'), 'a kernel')
  writeFileSync(join(top, 'srv/initrd'), 'an initrd')
  writeFileSync(
    inventory,
    JSON.stringify({
      hosts: {
        board: {
          arch: process.arch === 'x64' ? 'x86_64' : 'aarch64',
          boot: {mac: '02:00:00:00:00:05', profile: 'four', ip: '10.77.0.5/24', gateway: '10.77.0.1'},
        },
        old: {arch: 'ppc64', boot: {mac: '02:00:00:00:00:06', profile: 'three', ip: '10.77.0.6/24'}},
      },
      boot: {
        root: 'srv',
        profiles: {
          four: {firmware: 'u-boot', kernel: 'vmlinux', initrd: 'initrd', nfs: {path: root, port: 12_049}},
          three: {firmware: 'pxcab', kernel: 'vmlinux', nfs: {path: root, port: 12_049, version: 3}},
        },
      },
    }),
  )
  for (const space of [serverSpace, boardSpace]) ip('netns', 'add', space)
  ip('link', 'add', 'boot0', 'netns', serverSpace, 'type', 'veth', 'peer', 'name', 'board0', 'netns', boardSpace)
  ip('-n', boardSpace, 'link', 'set', 'board0', 'address', '02:00:00:00:00:05')
  ip('-n', serverSpace, 'address', 'add', '10.77.0.1/24', 'dev', 'boot0')
  for (const [space, card] of [
    [serverSpace, 'boot0'],
    [serverSpace, 'lo'],
    [boardSpace, 'board0'],
    [boardSpace, 'lo'],
  ] as const)
    ip('-n', space, 'link', 'set', card, 'up')
  // In its own mount namespace, so that the socket of this machine's rpcbind is not used.
  rpcbind.pid =
    spawn(
      'ip',
      ['netns', 'exec', serverSpace, 'unshare', '--mount', 'sh', '-c', 'mount -t tmpfs none /run && exec rpcbind -f -w -h 10.77.0.1'],
      {stdio: 'ignore'},
    ).pid ?? 0
  ops = await startOps(
    ['--inventory', inventory, '--listen', '10.77.0.1', '--dhcp', 'full', '--nfs', 'ganesha', '--nfs-port', '12049', '--control', control],
    inServer,
  )
})

afterAll(async () => {
  if (missing) return
  await ops?.[Symbol.asyncDispose]()
  if (rpcbind.pid > 0) process.kill(rpcbind.pid)
  for (const space of [serverSpace, boardSpace]) ip('netns', 'delete', space)
  rmSync(top, {recursive: true})
})

test('dnsmasq sends the board its address, the server and the file, and its log becomes events', async () => {
  const script = join(top, 'udhcpc.sh')
  writeFileSync(
    script,
    '#!/bin/sh\n[ "$1" = bound ] && ip address add $ip/$mask dev $interface && echo "ip=$ip router=$router siaddr=$siaddr tftp=$tftp bootfile=$bootfile"\ntrue\n',
    {mode: 0o755},
  )
  const output = run([...inBoard, 'busybox', 'udhcpc', '-f', '-q', '-n', '-i', 'board0', '-s', script, '-O', 'tftp', '-O', 'bootfile'])
  expect(output).toContain('ip=10.77.0.5 router=10.77.0.1 siaddr=10.77.0.1 tftp=10.77.0.1 bootfile=vmlinux')
  const messages = () => ops.events.filter(({type}) => type === 'ops.boot.dhcp/1')
  await expect.poll(() => messages().map(({message}) => message), {timeout: 60_000}).toEqual(['DISCOVER', 'OFFER', 'REQUEST', 'ACK'])
  expect(messages().at(-1)).toMatchObject({host: 'board', mac: '02:00:00:00:00:05', ip: '10.77.0.5'})
  expect(run([...inBoard, 'curl', '-sS', '--max-time', '10', 'tftp://10.77.0.1/vmlinux'])).toBe('a kernel')
  await expect
    .poll(
      () => ops.events.some((event) => event.type === 'ops.boot.tftp-ended/1' && event['host'] === 'board' && event['outcome'] === 'done'),
      {timeout: 60_000},
    )
    .toBe(true)
})

test('the NFS roots pass the check, v4 and v3, and a shell for another board fails it', async () => {
  const {code, stdout} = await runCli(['boot', 'nfs-check', 'board,old', '--inventory', inventory, '--json'], {before: inServer})
  const {result} = JSON.parse(stdout)
  const [four, three] = result.hosts as {ladder: {rung: string; state: string}[]; error?: {code: string; message: string}}[]
  expect(four?.ladder.map(({rung, state}) => `${rung} ${state}`)).toEqual(['tcp ok', 'list ok', 'shell ok', 'modules unknown'])
  expect(three?.ladder.map(({rung, state}) => `${rung} ${state}`)).toEqual([
    'tcp ok',
    'rpcinfo ok',
    'showmount ok',
    'list ok',
    'shell failed',
  ])
  expect(three?.error?.message).toContain('failed the check "shell": /bin/sh is a')
  expect(code).toBe(2)
})

test('ops boot check fetches the files of the profiles, ops boot args prints the command to type', async () => {
  const check = await runCli(['boot', 'check', '--inventory', inventory, '--control', control], {before: inServer})
  expect(check.stdout).toContain('board')
  expect(check.code).toBe(0)
  const args = await runCli(['boot', 'args', 'old', '--inventory', inventory], {before: inServer})
  expect(args.stdout).toBe('boot net:10.77.0.1,vmlinux,10.77.0.6\n')
})

test('SIGHUP applies a changed inventory, also for DHCP; one that dnsmasq rejects has no effect', async () => {
  const changed = JSON.parse(readFileSync(inventory, 'utf8'))
  const hangup = async (bootfile: string, outcome: string) => {
    changed.boot.profiles.four.bootfile = bootfile
    writeFileSync(inventory, JSON.stringify(changed))
    ops.child.kill('SIGHUP')
    await expect.poll(() => ops.events.some(({type}) => type === `ops.boot.${outcome}/1`), {timeout: 60_000}).toBe(true)
  }
  await hangup('initrd', 'reloaded')
  await hangup('x'.repeat(300), 'reload-failed')
  expect(ops.events.at(-1)?.['error']).toMatchObject({
    code: 'BOOT_DNSMASQ',
    message: expect.stringMatching(/^dnsmasq did not start: dhcp-option too long at line/),
  })
  const script = join(top, 'again.sh')
  writeFileSync(script, '#!/bin/sh\necho "bootfile=$bootfile"\n', {mode: 0o755})
  expect(run([...inBoard, 'busybox', 'udhcpc', '-f', '-q', '-n', '-i', 'board0', '-s', script, '-O', 'bootfile'])).toContain(
    'bootfile=initrd',
  )
})

test('another NFS server on the port is detected', async () => {
  const flags = ['--listen', '10.77.0.1', '--tftp-port', '0', '--no-http', '--nfs', 'ganesha', '--nfs-port', '12049']
  const second = await runCli(['boot', 'serve', '--inventory', inventory, '--control', `${control}2`, ...flags], {before: inServer})
  expect([second.code, second.stderr]).toEqual([5, expect.stringContaining('NFS port 12049 on 10.77.0.1 is in use by another program.')])
})

test('a killed child is restarted, and an event reports it', async () => {
  const [dnsmasq] = run(['pgrep', '-P', String(ops.child.pid), 'dnsmasq']).split('\n')
  process.kill(Number(dnsmasq), 'SIGKILL')
  const restarted = expect.objectContaining({program: 'dnsmasq', line: expect.stringContaining('restarted')})
  await expect.poll(() => ops.events.filter(({type}) => type === 'ops.boot.child/1'), {timeout: 60_000}).toContainEqual(restarted)
})

test('dnsmasq and nfs-ganesha end with the server', async () => {
  const children = run(['ps', '-o', 'comm=', '--ppid', String(ops.child.pid)])
  expect(children).toMatch(/dnsmasq/)
  expect(children).toMatch(/ganesha/)
  await ops[Symbol.asyncDispose]()
  const left = execFileSync('ip', ['netns', 'pids', serverSpace], {encoding: 'utf8'})
    .trim()
    .split('\n')
    .filter((pid) => Number(pid) !== rpcbind.pid)
  expect(left.filter(Boolean)).toEqual([])
})
