import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {Rig} from '../../../test/evacuate/rig.ts'
import {lab} from '../../../test/lab/require.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

let rig: Rig
beforeAll(async () => {
  rig = await Rig.up()
  const base64 = readFileSync(join(import.meta.dirname, 'programs/holder')).toString('base64')
  for (const host of ['node1', 'node2'])
    await rig.on(host, `base64 -d <<E >/usr/local/bin/holder\n${base64}\nE\nchmod 755 /usr/local/bin/holder; mkdir -p /var/lib/holder`)
})
afterAll(() => rig?.[Symbol.asyncDispose]())

/** What the preflight says of each kind that this criu (4.1.1) cannot save. The lab's root has no CAP_SYS_RESOURCE. */
const refused: Record<string, RegExp> = {
  'inotify-overlay': /watches files .* on \/ \(overlay\)/,
  'inotify-proc': /watches files .* on \/proc \(proc\)/,
  'fanotify-overlay': /watches files .* on \/ \(overlay\)/,
  'io-uring': /uses io_uring/,
  userfaultfd: /of kind userfaultfd/,
  perf: /of kind perf_event/,
  'bpf-map': /of kind bpf-map/,
  landlock: /of kind landlock-ruleset/,
  fuse: /device-fuse \(10:229\) open/,
  kvm: /device-kvm \(10:232\) open/,
  tun: /device-tun \(10:200\) open/,
  block: /device-block \(block device\) open/,
  shm: /System V shared memory/,
  packet: /cannot save the socket/,
  'tcp-unbound': /cannot save the socket/,
  mptcp: /a socket of MPTCP/,
  vsock: /a socket of vsock/,
  'unix-pair-out': /is a unix socket to process \d+ \(perl|holder\)/,
  'unix-stream-out': /is a unix socket at \/run\/stream.sock to process \d+/,
  'unix-datagram-unnamed': /is a unix socket to process \d+/,
  'unix-datagram': /sends to the unix socket \/run\/datagram.sock, which does not exist on node2/,
  'memfd-secret': /\/secretmem \(deleted\) open, which lies in no mounted file system/,
  mqueue: /\/holder open, which lies in no mounted file system/,
  'pidfd-out': /a pidfd of process 1,/,
  packets: /a pipe in packet mode/,
  user: /runs as user id 1000, and root lacks the capability/,
  'mount-ns': /a mount namespace of its own/,
  'pid-ns': /a nested pid namespace/,
  'user-ns': /a user namespace of its own/,
  'time-ns': /a nested time namespace/,
  'net-ns': /a network namespace of its own, and node1 has no iptables-restore/,
  traced: /is traced by process \d+/,
}

/** What criu would save, but not what it needs at the destination. */
const refusedByMeaning: Record<string, RegExp> = {sem: /System V semaphores \d+ of node1 itself/}

/** What criu saves and restores: a refusal would be wrong. */
const allowed = [
  ...[
    'none',
    'inotify-etc',
    'inotify-tmpfs',
    'inotify-cgroup',
    'inotify-nothing',
    'fanotify-tmpfs',
    'urandom',
    'ptmx',
    'shm-own',
    'sem-own',
  ],
  ...['netlink', 'netlink-bound', 'netlink-uevent', 'netlink-generic', 'unix-listen', 'unix-alone', 'unix-inner', 'memfd', 'pidfd'],
  ...['uts-ns', 'cgroup-ns', 'seccomp', 'aio', 'timerfd', 'eventfd', 'signalfd', 'epoll', 'ns-file', 'proc-file', 'cgroup-file'],
  ...['path-only', 'unnamed', 'gone-folder', 'zero', 'key', 'child'],
]

/** Starts one process for each kind. */
async function hold(kinds: readonly string[]): Promise<void> {
  const start = `rm -f /run/$k.pid*; setsid holder $k /run/$k.pid </dev/null >/dev/null 2>/var/lib/holder/$k.err`
  const wait = `for i in $(seq 100); do [ -s /run/$k.pid ] && break; sleep 0.1; done; [ -s /run/$k.pid ] || { echo "$k: $(cat /var/lib/holder/$k.err)" >&2; exit 1; }`
  await rig.on('node1', `for k in ${kinds.join(' ')}; do ${start}; done; for k in ${kinds.join(' ')}; do ${wait}; done; sleep 0.3`)
}

async function end(kinds: readonly string[]): Promise<void> {
  await rig.on(
    'node1',
    `for k in ${kinds.join(' ')}; do kill -9 $(cat /run/$k.pid) $(cat /run/$k.pid.peer 2>/dev/null); done 2>/dev/null; true`,
  )
}

interface Part {
  message: string
  hint: string
}

/** Every obstacle of `--dry-run` for one process of each kind. */
async function dryRun(kinds: readonly string[]): Promise<{code: number | null; parts: Part[]; stdout: string}> {
  const env = await rig.with(({hosts}) => {
    const workloads = kinds.map((kind) => ({name: `w-${kind}`, kind: 'process', pidfile: `/run/${kind}.pid`}))
    hosts['node1'] = {...hosts['node1'], workloads}
  })
  const {code, stdout} = await rig.lab.ops(['evacuate', 'node1', '--dry-run', '--json'], {env, timeoutMs: 300_000})
  const {error} = JSON.parse(stdout) as {error?: {parts?: Part[]; message: string; hint: string}}
  return {code, parts: error?.parts ?? (error === undefined ? [] : [error]), stdout}
}

/** How criu itself ends when it saves the process, and restores it if it could: "KIND DUMP RESTORE". */
async function tryCriu(kinds: readonly string[]): Promise<Map<string, string>> {
  const options = '-D /var/lib/holder/img -W /var/lib/holder/img --no-default-config --manage-cgroups=ignore'
  const gone = `for i in $(seq 100); do [ -e /proc/$p ] || break; sleep 0.05; done`
  const one = `p=$(cat /run/$k.pid); rm -rf /var/lib/holder/img; mkdir /var/lib/holder/img; timeout 20 criu dump -t $p ${options} -o d.log >/dev/null 2>&1; d=$?; r=-; if [ $d = 0 ]; then ${gone}; timeout 20 criu restore -d ${options} -o r.log >/dev/null 2>&1; r=$?; fi; echo "$k $d $r"`
  const lines: string[] = []
  for (let at = 0; at < kinds.length; at += 8)
    lines.push(...(await rig.on('node1', `for k in ${kinds.slice(at, at + 8).join(' ')}; do ${one}; done`)).split('\n'))
  return new Map(lines.map((line) => [line.split(' ')[0] ?? '', line.split(' ').slice(1).join(' ')]))
}

describe('what criu cannot save', () => {
  const kinds = Object.keys(refused)

  test('is refused before anything is frozen, each kind with its own next step; and criu does fail with it', async () => {
    await hold([...kinds, ...Object.keys(refusedByMeaning)])
    const {code, parts} = await dryRun([...kinds, ...Object.keys(refusedByMeaning)])
    expect(code).toBe(5)
    const ofKind = (kind: string) => parts.filter(({message}) => new RegExp(`\\bw-${kind}(?= |,|$)`).test(message))
    for (const [kind, sentence] of [...Object.entries(refused), ...Object.entries(refusedByMeaning)]) {
      expect(
        `${kind}: ${ofKind(kind)
          .map(({message}) => message)
          .join(' ')}`,
      ).toMatch(sentence)
      for (const {hint} of ofKind(kind)) expect(hint).not.toBe('')
    }
    const ends = await tryCriu(kinds)
    // The socket of a daemon exists on node1: only on node2 it is missing. criu is not told to connect to it.
    expect([...ends].filter(([, how]) => how.startsWith('0 '))).toEqual([])
    await end([...kinds, ...Object.keys(refusedByMeaning)])
  })
})

describe('what criu saves', () => {
  test('is not refused: the plan is made, and criu does save and restore it', async () => {
    await hold(allowed)
    const {code, parts, stdout} = await dryRun(allowed)
    expect({code, parts}).toEqual({code: 6, parts: []})
    for (const kind of allowed) expect(stdout).toContain(`"w-${kind}"`)
    const ends = await tryCriu(allowed)
    expect([...ends].filter(([, how]) => how !== '0 0')).toEqual([])
    await end(allowed)
  })
})

describe('ports and addresses', () => {
  test('that the destination does not have free are named with their holder; others are not', async () => {
    const addressOf = (host: string) => rig.on(host, `ip -4 -o address show scope global | sed 's/.*inet \\([0-9.]*\\).*/\\1/' | head -1`)
    const [own, other] = [await addressOf('node1'), await addressOf('node2')]
    const start = (kind: string, address: string) =>
      `rm -f /run/${kind}.pid; ADDRESS=${address} setsid holder ${kind} /run/${kind}.pid </dev/null >/dev/null 2>&1; for i in $(seq 100); do [ -s /run/${kind}.pid ] && break; sleep 0.1; done; cat /run/${kind}.pid`
    await rig.on('node1', start('ports', own))
    const taker = await rig.on('node2', start('taker', other))
    const env = await rig.with(({hosts}) => {
      hosts['node1'] = {...hosts['node1'], workloads: [{name: 'web', kind: 'process', pidfile: '/run/ports.pid'}]}
    })
    const {code, stdout} = await rig.lab.ops(['evacuate', 'node1', '--dry-run', '--json'], {env})
    expect(code).toBe(5)
    const {parts} = (JSON.parse(stdout) as {error: {parts: Part[]}}).error
    const said = parts.map(({message}) => message).filter((message) => !message.includes('it needs criu 4.2'))
    expect(said.toSorted()).toEqual([
      `A socket of web is bound to ${own}, which node2 cannot bind: it has no such address.`,
      `TCP port 7001 of web is taken on node2 by process ${taker} (holder).`,
      `UDP port 7003 of web is taken on node2 by process ${taker} (holder).`,
    ])
    await rig.on('node1', 'kill $(cat /run/ports.pid)')
    await rig.on('node2', `kill ${taker}`)
  })
})
