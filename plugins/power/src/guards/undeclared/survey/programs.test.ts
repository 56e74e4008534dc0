import {execFile} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {describe, expect, it, onTestFinished} from 'vitest'
import {loadScript} from '@ops/core/scripts'
import {surveyScript} from '../survey-host.ts'
import {parseSurvey} from './parse-survey.ts'

/** What Perl text prints that uses a part of the survey, on a machine with these files. */
async function run(part: string, files: Record<string, string>, text: string): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'ops-survey-'))
  onTestFinished(() => rmSync(root, {recursive: true}))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true})
    writeFileSync(join(root, path), content)
    if (path.startsWith('bin/')) chmodSync(join(root, path), 0o755)
  }
  const source = loadScript(new URL(`../scripts/${part}.pl`, import.meta.url))
  const env = {...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH']}`}
  const {stdout} = await promisify(execFile)('perl', ['-e', `${source}\n${text}`, root], {env})
  return stdout.replace(/\n$/, '').split('\n')
}

it('programs of the survey share its time: one that hangs ends, others still run, and the refusal tells which was slow', async () => {
  const slow = {'bin/slow': '#!/bin/sh\nexec sleep 20\n', 'bin/quick': '#!/bin/sh\necho here\n'}
  const lines = await run(
    'kit',
    slow,
    "our $program_seconds = 5; lines_or_unseen('units', 'slow', 'show', '-p', 'Id'); print lines_or_unseen('jobs', 'quick'), \"\\n\";" +
      "lines_or_unseen('sessions', 'slow', 'list'); lines_or_unseen('inhibitors', 'slow', 'call') for 1 .. 3; lines_or_unseen('x', 'false')",
  )
  expect(lines.slice(0, 2)).toEqual([expect.stringMatching(/^unseen\tunits\tslow show did not end within [34] s$/), 'here'])
  expect(lines[2]).toMatch(/^unseen\tsessions\tslow list did not end within [12] s; slow show took [34] s$/)
  expect(lines.at(-2)).toMatch(/^unseen\tinhibitors\tslow call had no time left; slow show took [34] s; slow list took [12] s/)
})

it('a program that fails is told with its exit code', async () => {
  expect(await run('kit', {}, "lines_or_unseen('jobs', 'false')")).toEqual(['unseen\tjobs\tfalse ended with exit code 1'])
})

const files = ['/lib/systemd/system/a.service', '/usr/lib/systemd/system/b.service', '/etc/systemd/system/c.service']
const ask = `our $package_root = $ARGV[0]; survey_packages(${files.map((file) => `'${file}'`).join(', ')})`

it('owners of unit files come from the lists of dpkg, wherever /lib is', async () => {
  const info = 'var/lib/dpkg/info'
  const lists = {
    [`${info}/a-pkg.list`]: '/.\n/usr/lib/systemd/system\n/usr/lib/systemd/system/a.service\n',
    [`${info}/b-pkg:amd64.list`]: '/.\n/lib/systemd/system/b.service\n/lib/systemd/system/b.service.d/x.conf\n',
    [`${info}/c-pkg.list`]: '/etc/systemd/system/c.service\n',
  }
  expect(await run('packages', lists, ask)).toEqual([
    'packages\tdpkg',
    'package\t/lib/systemd/system/a.service\ta-pkg',
    'package\t/usr/lib/systemd/system/b.service\tb-pkg',
  ])
})

it('and from those of pacman', async () => {
  const lists = {'var/lib/pacman/local/b-pkg-1.2-3/files': '%FILES%\nusr/\nusr/lib/systemd/system/b.service\n'}
  expect(await run('packages', lists, ask)).toEqual(['packages\tpacman', 'package\t/usr/lib/systemd/system/b.service\tb-pkg'])
})

it('and from rpm, which fails when a file has no owner, and may hang', async () => {
  const rpm = (act: string) => ({'bin/rpm': `#!/bin/sh\n${act}\n`, 'var/lib/rpm/rpmdb.sqlite': ''})
  const rows = String.raw`printf 'b-pkg\t/usr/bin/b\nb-pkg\t/usr/lib/systemd/system/b.service\n'; echo "file $4 is not owned"; exit 1`
  expect(await run('packages', rpm(rows), ask)).toEqual(['packages\trpm', 'package\t/usr/lib/systemd/system/b.service\tb-pkg'])
  expect(await run('packages', rpm('exec sleep 20'), `our $program_seconds = 1; ${ask}`)).toEqual([
    expect.stringMatching(/^unseen\towners of unit files\trpm did not end within [12] s$/),
  ])
})

it('without a package manager nothing is told of owners', async () => {
  expect(await run('packages', {}, ask)).toEqual([''])
})

it('storage at work in the kernel, and idle storage', async () => {
  const mdstat = [
    'md0 : active raid1 sda1[0] sdb1[1]\n      1000 blocks [2/1] [U_]\n      [=>...]  recovery = 12.6% (126/1000) finish=1.0min',
    'md1 : active raid1 sdc1[0] sdd1[1]\n      1000 blocks [2/2] [UU]\n      \tresync=PENDING',
    'md2 : active raid1 sde1[0] sdf1[1]\n      1000 blocks [2/2] [UU]',
  ]
  const status = [
    '  pool: tank\n state: ONLINE\n  scan: scrub in progress since Sun Nov 29 03:00:00 2026\n\t1.2T / 3T scanned',
    '  pool: fast\n  scan: scrub repaired 0B in 01:00:00 with 0 errors\nremove: Evacuation of sdb in progress since Sun Nov 29',
    '  pool: wide\n  scan: resilvered 3M in 00:00:01 with 0 errors\nexpand: expansion of raidz1-0 in progress since Sun Nov 29',
    '  pool: spare\n  scan: resilver (draid1:4d:11c:1s-0) in progress since Sun Nov 29',
    '  pool: done\n  scan: none requested\nremove: Removal of vdev 1 copied 1G in 0h1m, completed on Sun Nov 29',
  ]
  const machine = {
    'proc/mdstat': `Personalities : [raid1]\n${mdstat.join('\n\n')}\n`,
    'proc/spl/kstat/zfs/arcstats': '',
    'sys/block/dm-0/dm/name': 'vg-root\n',
    'sys/block/dm-3/dm/name': 'vg-pvmove0\n',
    'bin/zpool': `#!/bin/sh\ncat <<'END'\n${status.join('\n')}\nEND\n`,
  }
  expect(await run('storage', machine, 'our $kernel_root = $ARGV[0]; survey_storage()')).toEqual([
    'storage\tmd0\trecovery\t12.6%',
    'storage\tmd1\tresync\tPENDING',
    'storage\tvg-pvmove0\tpvmove\t',
    'storage\ttank\tscrub\t',
    'storage\tfast\tevacuation\t',
    'storage\twide\texpansion\t',
    'storage\tspare\tresilver\t',
  ])
})

it('mirrors and replicas that are not in sync', async () => {
  const ask = 'our $kernel_root = $ARGV[0]; survey_storage()'
  const status = [
    'vg-data: 0 8192 mirror 2 253:0 253:1 15/16 1 AA 3 disk 253:2 A',
    'vg-root: 0 8192 mirror 2 253:3 253:4 16/16 1 AA 1 core',
  ]
  const print = (lines: string[]) => `#!/bin/sh\ncat <<'END'\n${lines.join('\n')}\nEND\n`
  const eight = 'version: 8.4.11\n 0: cs:SyncTarget ro:Secondary/Primary\n 1: cs:Connected ro:Primary/Secondary\n'
  const machine = {'sys/block/dm-0/dm/name': 'vg-data\n', 'dev/mapper/control': '', 'bin/dmsetup': print(status), 'proc/drbd': eight}
  expect(await run('storage', machine, ask)).toEqual(['storage\tvg-data\tsync\t15/16', 'storage\tdrbd0\tSyncTarget\t'])
  const nine = [
    'home role:Secondary',
    '  disk:Inconsistent',
    '  peer role:Primary',
    '    replication:SyncTarget peer-disk:UpToDate done:23.40',
  ]
  const idle = ['web role:Primary', '  disk:UpToDate', '  peer role:Secondary', '    peer-disk:UpToDate']
  const nextMachine = {'proc/drbd': 'version: 9.2.2\n', 'bin/drbdsetup': print([...nine, ...idle])}
  expect(await run('storage', nextMachine, ask)).toEqual(['storage\thome\tSyncTarget\t23.40%'])
})

it('sockets of systemd, units of systemd-run and a shutdown that is to come', async () => {
  const sockets = [
    '0.0.0.0:111                 Stream   rpcbind.socket         rpcbind.service',
    '[::]:80                     Stream   tangd.socket           tangd@.service',
    '10.0.0.1:69                 Datagram tftp.socket            tftp.service',
    '/run/dbus/system_bus_socket Stream   dbus.socket            dbus.service',
    '/run/x:99                   Stream   x.socket               x.service',
    'kobject-uevent 1            Netlink  systemd-udevd.socket   systemd-udevd.service',
  ]
  const systemctl = {'bin/systemctl': `#!/bin/sh\ncat <<'END'\n${sockets.join('\n')}\nEND\n`}
  expect(await run('systemd', systemctl, 'survey_listeners()')).toEqual([
    'listener\ttcp\t111\trpcbind.socket',
    'listener\ttcp\t80\ttangd.socket',
    'listener\tudp\t69\ttftp.socket',
  ])
  const machine = {
    'run/systemd/transient/run-u5.timer': '',
    'run/systemd/transient/run-u5.service': '',
    'run/systemd/transient/later.path': '',
    'run/systemd/transient/later.socket': '',
    'run/systemd/transient/session-3.scope': '',
    'run/user/1000/systemd/transient/render.timer': '',
    'run/systemd/shutdown/scheduled': 'USEC=1795928400000000\nWARN_WALL=1\nMODE=reboot\n',
  }
  expect(await run('systemd', machine, 'our $systemd_root = $ARGV[0]; survey_schedule()')).toEqual([
    'transient\trun-u5.timer\t0',
    'transient\tlater.path\t0',
    'transient\tlater.socket\t0',
    'transient\trun-u5.service\t0',
    'transient\trender.timer\t1000',
    'busy\tscheduled-shutdown\tshutdown --reboot at Sun Nov 29 05:00:00 2026 UTC',
  ])
  expect(await run('systemd', {}, 'our $systemd_root = $ARGV[0]; survey_schedule()')).toEqual([''])
})

it('services in the pause before their next start', async () => {
  const rows = ['worker.service loaded activating auto-restart Worker', 'up.service loaded activating start start Up']
  const systemctl = {'bin/systemctl': `#!/bin/sh\nprintf '%s\\n' '${rows.join("' '")}'\n`}
  expect(await run('systemd', systemctl, 'survey_restarts()')).toEqual(['restart\tunit\tworker.service'])
})

it('what snapd has begun', async () => {
  const changes = [
    'ID   Status  Spawn               Ready               Summary',
    '11   Done    today at 03:00 UTC  today at 03:01 UTC  Auto-refresh snap "core22"',
    '12   Doing   today at 04:00 UTC  -                   Refresh "firefox" snap',
  ]
  const snap = {'bin/snap': `#!/bin/sh\ncat <<'END'\n${changes.join('\n')}\nEND\n`}
  expect(await run('packages', snap, 'survey_snaps()')).toEqual(['busy\tsnap/12\tDoing: Refresh "firefox" snap'])
})

it('names of units with backslashes, what starts them, and unit files in the store of NixOS', async () => {
  const record = (id: string, file: string) => `printf '%s\\n' 'Id=${id}' 'FragmentPath=${file}' 'MainPID=7' 'TriggeredBy=${id}.timer' ''`
  const [stored, link] = [
    '/nix/store/abc-systemd-257/example/systemd/system/systemd-journald.service',
    join(tmpdir(), `ops-unit-${process.pid}`),
  ]
  symlinkSync(stored, link)
  onTestFinished(() => rmSync(link))
  const systemctl = {
    'bin/systemctl': `#!/bin/sh\n${record('systemd-journald.service', link)}\n${record('backup@srv\\x2ddata.service', '/etc/systemd/system/backup@.service')}\n`,
  }
  expect(await run('systemd', systemctl, 'survey_units("a.service")')).toEqual([
    `unit\tsystemd-journald.service\t${stored}\tsystemd-journald.service.timer`,
    'main\tsystemd-journald.service\t7',
    'unit\tbackup@srv\\x2ddata.service\t/etc/systemd/system/backup@.service\tbackup@srv\\x2ddata.service.timer',
    'main\tbackup@srv\\x2ddata.service\t7',
  ])
})

it('clients and ports of an NFS server, wherever it listens', async () => {
  const machine = {
    'proc/self/mounts': '/dev/sda1 / ext4 rw 0 0\nnas:/srv /mnt nfs4 rw,relatime,vers=4.2,clientaddr=10.0.0.1 0 0\n',
    'proc/fs/nfsd/portlist': 'rdma 20049\ntcp 2050\nudp 2050\n',
    'proc/fs/nfsd/clients/3/info': 'clientid: 0x1\naddress: "10.0.0.7:812"\nstatus: confirmed\n',
    'bin/rpcinfo': '#!/bin/sh\necho "100003 3 tcp 0.0.0.0.8.2 nfs superuser"; echo "100021 4 tcp 0.0.0.0.157.9 nlockmgr superuser"\n',
  }
  // 0802 is port 2050; 01 is an established connection.
  const row = "['tcp', '', '01', '9', '0100007F:0802', '0700000A:032C']"
  const ask = (more: string) => `our $network_root = $ARGV[0]; ${more} survey_nfs(${row})`
  const ports = ['rpc\t100003\ttcp\t2050', 'rpc\t100003\tudp\t2050']
  const clients = ['nfs\t10.0.0.7\tconnected', 'nfs\t10.0.0.7:812\tconfirmed']
  expect(await run('network', machine, ask(''))).toEqual([...ports, ...clients])
  const callbacks = {'proc/self/mounts': 'nas:/srv /mnt nfs4 rw,relatime,vers=4.0,clientaddr=10.0.0.1 0 0\n'}
  expect(await run('network', callbacks, 'our $network_root = $ARGV[0]; survey_nfs()')).toEqual(['rpc\t1073741824\ttcp\t0'])
  // Only while rpcbind runs, as its socket would start it.
  expect(await run('network', machine, ask('our %running = (rpcbind => 1);'))).toEqual([...ports, 'rpc\t100021\ttcp\t40201', ...clients])
})

it('quiet clients of an NFS server of version 3, which have locks or have mounted', async () => {
  const files = {
    'proc/fs/nfsd/portlist': 'tcp 2049\n',
    'proc/locks': '1: FLOCK  ADVISORY  WRITE 2140 00:33:20419 0 EOF\n2: POSIX  ADVISORY  WRITE 1881 fe:00:20419 0 EOF\n',
    'proc/1881/comm': 'lockd\n',
    'var/lib/nfs/sm/a.example.com': '',
    'var/lib/nfs/statd/sm/10.0.0.9': '',
    'var/lib/nfs/rmtab': '10.0.0.7:/srv/share:0x00000001\n10.0.0.7:/srv:0x00000002\nfd00::8:/srv:0x00000001\n10.0.0.6:/srv:0x00000000\n',
  }
  const ask = 'our $network_root = $ARGV[0]; survey_nfs()'
  expect(await run('network', files, ask)).toEqual([
    'rpc\t100003\ttcp\t2049',
    ...['nfs\ta.example.com\tlocks', 'nfs\t10.0.0.9\tlocks', 'nfs\t10.0.0.7\trmtab', 'nfs\tfd00::8\trmtab'],
  ])
  // The file of a host that has given its locks back stays for a while.
  const mounted = ['rpc\t100003\ttcp\t2049', 'nfs\t10.0.0.7\trmtab', 'nfs\tfd00::8\trmtab']
  expect(await run('network', {...files, 'proc/1881/comm': 'dbus-daemon\n'}, ask)).toEqual(mounted)
  // A client keeps a file for each server at which it holds locks.
  expect(await run('network', {...files, 'proc/fs/nfsd/portlist': ''}, ask)).toEqual([''])
})

it('connections that IPVS passes on', async () => {
  const table = [
    'IP Virtual Server version 1.2.1 (size=4096)',
    'Prot LocalAddress:Port Scheduler Flags',
    '  -> RemoteAddress:Port Forward Weight ActiveConn InActConn',
    'TCP  0A000001:0050 rr  ',
    '  -> 0A000007:0050      Masq    1      2          9',
    '  -> 0A000008:0050      Masq    1      1          0',
    'UDP  0A000001:0035 rr  ',
    '  -> 0A000007:0035      Masq    1      0          9',
    'TCP  [fd00:0000:0000:0000:0000:0000:0000:0001]:01BB wlc',
    '  -> [fd00:0000:0000:0000:0000:0000:0000:0007]:01BB      Route   1      4          0',
    'FWM  0000000A rr ',
    '  -> 0A000007:0000      Route   1      1          0',
  ]
  expect(await run('network', {'proc/net/ip_vs': `${table.join('\n')}\n`}, 'our $network_root = $ARGV[0]; survey_balancer()')).toEqual([
    'busy\tipvs/tcp/10.0.0.1:80\t3 connections to other machines',
    'busy\tipvs/tcp/[fd00:0000:0000:0000:0000:0000:0000:0001]:443\t4 connections to other machines',
    'busy\tipvs/fwm/10\t1 connections to other machines',
  ])
})

it('sockets of clients: at a listening port or path, or connected by UDP to a port of users', async () => {
  const unix = [
    'Num       RefCount Protocol Flags    Type St Inode Path',
    '0000000000000000: 00000002 00000000 00010000 0001 01 80 /run/with blank',
    '0000000000000000: 00000003 00000000 00000000 0001 03 81 /run/with blank',
    '0000000000000000: 00000003 00000000 00000000 0001 03 82',
    '0000000000000000: 00000003 00000000 00000000 0001 03 83 /run/gone',
  ]
  // Ports 80, 40000, 53 and 1024; 0A is listening, 01 connected, 07 a UDP socket that is not.
  const rows = [
    "['tcp', '', '0A', 70, '00000000:0050', '00000000:0000']",
    "['tcp', '', '01', 71, '0100007F:0050', '0700000A:9C40']",
    "['tcp', '', '01', 72, '0100007F:9C40', '0700000A:0050']",
    "['tcp', '', '06', 0, '0100007F:0050', '0700000A:9C41']",
    "['udp', '', '07', 73, '00000000:0045', '00000000:0000']",
    "['udp', '', '01', 74, '0100007F:9C40', '0700000A:0400']",
    "['udp', '', '01', 75, '0100007F:9C40', '0700000A:0035']",
  ]
  const ask =
    `our $network_root = $ARGV[0]; my ($l, $s) = served_sockets(${rows.join(', ')});` +
    'print join(" ", map { "$_=$$l{$_};" } sort keys %$l), "\\n", join(" ", map { "$_=@{$$s{$_}};" } sort keys %$s), "\\n"'
  expect(await run('network', {'proc/net/unix': `${unix.join('\n')}\n`}, ask.replaceAll('\\n', '\n'))).toEqual([
    '70=tcp/80; 73=udp/69; 80=unix//run/with blank;',
    '71=tcp/80 10.0.0.7; 74=udp/40000 10.0.0.7; 81=unix//run/with blank ;',
  ])
})

describe('a survey changes nothing on the host', () => {
  const [id, other] = ['ab'.repeat(32), 'cd'.repeat(32)]
  const docker = {
    'bin/docker': `#!/bin/sh\n[ "$1 $2 $3" = "--host unix:///run/docker.sock ps" ] && echo ${id} web 'Restarting (1) 5 seconds ago'\n`,
  }

  it('asks docker only while its daemon runs, as docker.socket would start it with its containers', async () => {
    expect(await run('containers', docker, 'survey_containers(undef)')).toEqual([''])
    expect(await run('containers', docker, 'survey_containers(4711)')).toEqual([`container\tdocker\t${id}\tweb`, 'restart\tcontainer\tweb'])
  })

  it('reads the names of containers of podman from their monitors', async () => {
    const monitors = [
      `[50, '/usr/bin/conmon', qw(conmon --api-version 1 -c ${id} -u ${id} -r /usr/bin/crun -n web -s)]`,
      `[60, undef, qw(conmon -c ${other})]`,
      `[70, '/home/a/conmon', qw(conmon -c ${other} -n web), '']`,
      `[80, '/usr/bin/gzip', qw(conmon -c ${other} -n web)]`,
    ]
    expect(await run('containers', {}, `survey_containers(undef, ${monitors.join(', ')})`)).toEqual([
      `container\tpodman\t${id}\tweb\t50`,
      `container\tpodman\t${other}\t\t60`,
      `container\tpodman\t${other}\tweb\t70`,
    ])
  })

  it('asks runc only as root and where it has a folder already', async () => {
    const runc = {'bin/runc': '#!/bin/sh\nprintf "ID PID STATUS\\nbox 77 running\\n"\n'}
    const ask = 'our $run_root = $ARGV[0]; survey_containers(undef)'
    const found = await run('containers', {...runc, 'run/runc/box/state.json': ''}, ask)
    expect(found).toEqual(process.getuid?.() === 0 ? ['container\trunc\tbox\tbox\t77'] : [''])
    expect(await run('containers', runc, ask)).toEqual([''])
  })

  it('asks no program that would start, or leave files, when its daemon does not run', async () => {
    // No process of this machine has these names.
    const log = (name: string) => `#!/bin/sh\necho called ${name}; echo ${name} >>"$(dirname "$0")/../called"\n`
    const names = ['podman', 'incus', 'lxc', 'runc', 'snap', 'rpcinfo', 'docker']
    const root = mkdtempSync(join(tmpdir(), 'ops-survey-'))
    onTestFinished(() => rmSync(root, {recursive: true}))
    mkdirSync(join(root, 'bin'))
    for (const name of names) writeFileSync(join(root, 'bin', name), log(name), {mode: 0o755})
    const source = loadScript(surveyScript)
    const env = {...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH']}`}
    const {stdout} = await promisify(execFile)('perl', ['-e', source], {env, maxBuffer: 16 * 1024 * 1024})
    const runs = new Set([...parseSurvey(stdout).processes].map(({comm}) => comm.raw))
    const daemons: Record<string, string> = {docker: 'dockerd', snap: 'snapd', rpcinfo: 'rpcbind'}
    const called = existsSync(join(root, 'called')) ? readFileSync(join(root, 'called'), 'utf8').trim().split('\n') : []
    const mayBe = names.filter((name) => runs.has(daemons[name] ?? '') || (name === 'runc' && existsSync('/run/runc')))
    expect(called.filter((name) => !mayBe.includes(name))).toEqual([])
  })
})

describe('cgroups', () => {
  const choose = async (init: string, own: string) => {
    const [path] = await run('processes', {}, `print choose_cgroup("${init}", "${own}")`)
    return path
  }
  const hybrid = (v1: string, v2: string) => String.raw`4:memory:/\n1:name=systemd:${v1}\n0::${v2}\n`

  it.each([
    ['version 2', String.raw`0::/init.scope\n`, String.raw`0::/system.slice/a.service\n`, '/system.slice/a.service'],
    [
      'version 1 without systemd beside version 2',
      hybrid('/', '/init.scope'),
      hybrid('/', '/system.slice/a.service'),
      '/system.slice/a.service',
    ],
    ['version 1, in which systemd is', hybrid('/init.scope', '/'), hybrid('/system.slice/a.service', '/'), '/system.slice/a.service'],
    [
      'both, as systemd keeps them',
      hybrid('/init.scope', '/init.scope'),
      hybrid('/a.slice/a.service', '/a.slice/a.service'),
      '/a.slice/a.service',
    ],
    ['version 1 alone', String.raw`1:name=systemd:/init.scope\n`, String.raw`1:name=systemd:/a.service\n`, '/a.service'],
    [
      'a container that is only in version 1',
      hybrid('/init.scope', '/init.scope'),
      hybrid(`/docker/${'ab'.repeat(32)}`, '/a.service'),
      `/docker/${'ab'.repeat(32)}`,
    ],
  ])('%s', async (_, init, own, expected) => {
    expect(await choose(init, own)).toBe(expected)
  })
})
