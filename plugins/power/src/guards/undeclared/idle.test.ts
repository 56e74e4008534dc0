import {expect, it} from 'vitest'
import {accountNothing, findWork} from './find-work.ts'
import {parseSurvey} from './survey/parse-survey.ts'

const find = (init: string, ...lines: string[]) =>
  findWork(parseSurvey(['survey\t3\t0', init, ...lines, 'self\t9', 'end'].join('\n')), accountNothing, []).map(({name}) => name.raw)
const systemd = 'process\t1\t0\t0\t0\tsystemd\t/init.scope'
const service = (unit: string, exe: string, args = exe, comm = exe.slice(exe.lastIndexOf('/') + 1).slice(0, 15)) =>
  `process\t50\t1\t0\t0\t${comm}\t/system.slice/${unit}\t${args}\t500\t${exe}`

it.each([
  // Up to max_idle, 100 s, after a connection or a mail.
  ...['smtpd', 'smtp', 'cleanup', 'local', 'bounce', 'showq'].map((name) => ['postfix@-.service', `/usr/lib/postfix/sbin/${name}`]),
  ['auditd.service', '/usr/sbin/audisp-syslog'],
  ['cronie.service', '/usr/bin/crond'],
  ['mdmon@md127.service', '/usr/sbin/mdmon'],
  ['abrt-journal-core.service', '/usr/bin/abrt-dump-journal-core'],
  ['vmtoolsd.service', '/usr/bin/vmtoolsd'],
  ['sssd-kcm.service', '/usr/libexec/sssd/sssd_kcm'],
  ['virtsecretd.service', '/usr/sbin/virtsecretd'],
] as [string, string][])('%s with %s is no work', (unit, exe) => {
  expect(find(systemd, service(unit, exe))).toEqual([])
})

it.each([
  ['postfix@-.service', '/usr/lib/postfix/sbin/pipe'],
  ['postfix@-.service', '/usr/bin/procmail'],
  ['srv-data.mount', '/usr/bin/mergerfs'],
])('%s with %s is work', (unit, exe) => {
  expect(find(systemd, service(unit, exe))).toHaveLength(1)
})

it('incusd that works on files of a container is work, incusd itself is not', () => {
  const incusd = '/usr/libexec/incus/incusd'
  expect(find(systemd, service('incus.service', incusd, `${incusd} --group incus-admin`))).toEqual([])
  expect(find(systemd, service('incus.service', incusd, `${incusd} forkfile -- c1 /var/lib/incus/x 1 2`))).toEqual(['incus.service/incusd'])
})

it('without systemd, daemons that are known in units are no work, and tools of the same packages are', () => {
  const init = 'process\t1\t0\t0\t0\tinit\t/\tinit\t900\t/usr/sbin/init'
  const process = (exe: string, comm = exe.slice(exe.lastIndexOf('/') + 1)) => `process\t50\t1\t0\t0\t${comm}\t/\t${exe}\t500\t${exe}`
  const idle = ['/usr/lib/polkit-1/polkitd', '/usr/sbin/exim4', '/usr/sbin/smartd', '/usr/sbin/NetworkManager', '/usr/bin/runsvdir']
  expect(idle.flatMap((exe) => find(init, process(exe)))).toEqual([])
  expect(find(init, process('/usr/lib/elogind/elogind', 'elogind-daemon'))).toEqual([])
  expect(['/usr/sbin/mdadm', '/opt/bin/smartd', '/usr/bin/podman'].flatMap((exe) => find(init, process(exe)))).toEqual([
    ...['mdadm', 'smartd', 'podman'],
  ])
})
