import {afterAll, beforeAll, beforeEach, describe, expect} from 'vitest'
import {lab} from '../lab/require.ts'
import {SystemdRig} from './systemd/systemd-rig.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

let rig: SystemdRig
beforeAll(async () => {
  rig = await SystemdRig.up()
}, 400_000)
afterAll(() => rig?.[Symbol.asyncDispose]())

const unit = `[Service]
ExecStart=/usr/local/bin/render
Restart=always
RestartSec=100ms
WatchdogSec=2
StandardOutput=null
StandardError=null
[Install]
WantedBy=multi-user.target
`
const socket = '[Socket]\nListenStream=/run/render.sock\n[Install]\nWantedBy=sockets.target\n'

/** `ops` with this work alone declared on node1. */
async function declare(work: Record<string, unknown>) {
  const env = await rig.with(({hosts}) => {
    hosts['node1'] = {...hosts['node1'], workloads: [{name: 'render', ...work}]}
  })
  return {
    ops: (...args: string[]) => rig.lab.ops(args, {env}),
    /** Kills ops as soon as the work is held on its source; returns the id of the run. */
    async killed(pattern: string): Promise<string> {
      await rig.killWhen(['evacuate', 'node1'], 'node1', `*/render/${pattern}`, env)
      return JSON.parse((await rig.lab.ops(['evacuate', 'status', '--json'], {env})).stdout).result.moves.find(
        (move: {settled: boolean}) => !move.settled,
      ).run
    },
  }
}

const process = {kind: 'process', pidfile: '/var/lib/render/pid', files: ['/var/lib/render/log']}
const service = {
  kind: 'service',
  stop: ['systemctl', 'stop', 'render'],
  start: ['systemctl', 'start', 'render'],
  files: ['/var/lib/render'],
}

/** What systemd and the disk say of the unit. */
const stateOf = (host: string) =>
  rig.on(
    host,
    `systemctl is-enabled render render.socket; systemctl cat render render.socket; systemctl show -p Restart -p NeedDaemonReload -p SuccessExitStatus -p NotifyAccess render; systemctl is-active render.socket; find /etc/systemd/system /run/systemd/system -name '*render*' | sort; true`,
  )
const watchdog = (host: string) => rig.on(host, 'systemctl show -p WatchdogUSec --value render')

/** Nothing of the work on either host; its unit exists on both, and is enabled where it is wanted. */
async function clean(): Promise<void> {
  for (const host of ['node1', 'node2']) {
    await rig.on(
      host,
      `systemctl disable -q --now render.socket render 2>/dev/null; pkill -9 -f '^/usr/bin/perl /usr/local/bin/render'; rm -rf /var/lib/render /var/lib/ops /etc/systemd/system/render* /run/systemd/system/render* /etc/cron.d/render; crontab -u daemon -r 2>/dev/null; mkdir -p /var/lib/render
cat > /etc/systemd/system/render.service <<'E'\n${unit}E\ncat > /etc/systemd/system/render.socket <<'E'\n${socket}E\nsystemctl daemon-reload`,
    )
  }
}
beforeEach(clean, 60_000)

describe('a unit that is enabled, has Restart=always, a watchdog and a socket', () => {
  beforeEach(async () => {
    await rig.on('node1', 'systemctl enable -q render render.socket; systemctl start render.socket; systemctl start render; sleep 0.5')
    expect(await rig.copies()).toEqual(['node1'])
  })

  for (const [kind, work, held] of [
    ['process', process, 'hold/held'],
    ['service', service, 'command.log'],
  ] as const) {
    test(`moved as ${kind}: abort of a killed move restores everything`, async () => {
      const {ops, killed} = await declare(work)
      const before = await stateOf('node1')
      const there = await stateOf('node2')
      expect(await watchdog('node1')).toBe('2s')
      const {stdout} = await ops('evacuate', 'node1', '--dry-run')
      expect(stdout).toContain('node1: disarm render.service (enabled, Restart=always, WatchdogSec=2s)')
      expect(await stateOf('node1')).toBe(before)
      const run = await killed(held)
      // Longer than the watchdog of the frozen unit waits.
      expect(await rig.copiesThen(3000)).toEqual(kind === 'process' ? ['(node1)'] : [])
      await rig.on('node1', 'systemctl start render')
      expect(await rig.copiesThen()).toEqual(kind === 'process' ? ['(node1)'] : [])
      expect(await ops('evacuate', 'abort', run)).toMatchObject({code: 0})
      expect(await rig.copiesThen()).toEqual(['node1'])
      expect(await stateOf('node1')).toBe(before)
      expect(await stateOf('node2')).toBe(there)
      expect(await watchdog('node1')).toBe('2s')
      // The policies work again.
      await rig.on('node1', 'kill -9 $(systemctl show -p MainPID --value render)')
      expect(await rig.copiesThen(1500)).toEqual(['node1'])
    })
  }

  test('moved as process: the source boots while the work is held, and after the move; the work runs once', async () => {
    const {ops, killed} = await declare(process)
    const before = await stateOf('node1')
    const run = await killed('hold/held')
    await rig.reboot('node1')
    expect(await rig.copies()).toEqual([])
    expect(await ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    expect(await rig.copiesThen()).toEqual(['node2'])
    await rig.reboot('node1')
    expect(await rig.copies()).toEqual(['node2'])
    expect(await ops('evacuate', 'node2', '--to', 'node1')).toMatchObject({code: 0})
    expect(await rig.copiesThen()).toEqual(['node1'])
    // It runs outside of its unit until the next boot, which starts the unit.
    await rig.on('node1', 'systemctl start render')
    expect(await rig.copiesThen()).toEqual(['node1'])
    await rig.reboot('node1')
    expect(await rig.copies()).toEqual(['node1'])
    expect(await stateOf('node1')).toBe(before)
  })

  test('moved as service: the source boots while the work is held; abort starts it there', async () => {
    const {ops, killed} = await declare(service)
    const before = await stateOf('node1')
    const run = await killed('command.log')
    expect(await rig.copiesThen()).toEqual([])
    await rig.reboot('node1')
    expect(await rig.copies()).toEqual([])
    expect(await ops('evacuate', 'abort', run)).toMatchObject({code: 0})
    expect(await rig.copiesThen()).toEqual(['node1'])
    expect(await stateOf('node1')).toBe(before)
  })

  test('moved as service: enabled at the destination, not started at the source; moved back, both are as before', async () => {
    const {ops} = await declare(service)
    const [before, there] = [await stateOf('node1'), await stateOf('node2')]
    expect(await ops('evacuate', 'node1')).toMatchObject({code: 0})
    expect(await rig.copiesThen()).toEqual(['node2'])
    expect(await rig.on('node2', 'systemctl is-enabled render render.socket; systemctl is-active render.socket')).toBe(
      'enabled\nenabled\nactive',
    )
    await rig.reboot('node1')
    expect(await rig.copies()).toEqual(['node2'])
    await rig.reboot('node2')
    expect(await rig.copies()).toEqual(['node2'])
    expect(await ops('evacuate', 'node2', '--to', 'node1')).toMatchObject({code: 0})
    expect(await rig.copiesThen()).toEqual(['node1'])
    expect(await stateOf('node1')).toBe(before)
    expect(await stateOf('node2')).toBe(there)
    await rig.reboot('node2')
    expect(await rig.copies()).toEqual(['node1'])
  })
})

describe('a line of a crontab starts the work at boot', () => {
  const line = '@reboot root setsid /usr/local/bin/render </dev/null >/dev/null 2>&1 &'
  const tabs = () =>
    rig.on(
      'node1',
      'for f in /etc/cron.d/render /var/spool/cron/crontabs/daemon; do stat -c "%n %a %U:%G" $f; cat $f; done | grep -v "installed on"',
    )

  beforeEach(async () => {
    await rig.on(
      'node1',
      `printf '# the work\\n%s\\n' '${line}' > /etc/cron.d/render; chmod 640 /etc/cron.d/render; printf 'A=b\\n@reboot /usr/local/bin/render\\n' | crontab -u daemon -; cp /etc/systemd/system/render.service /root; rm /etc/systemd/system/render.*`,
    )
    // As daemon it has no right to its log, so that only root's line is work.
    await rig.on('node1', 'chmod 700 /var/lib/render')
    await rig.reboot('node1')
    expect(await rig.copiesThen(1000)).toEqual(['node1'])
  })

  test('abort restores it; the source boots while the work is held and after the move; the work runs once', async () => {
    const {ops, killed} = await declare(process)
    const before = await tabs()
    const {stdout} = await ops('evacuate', 'node1', '--dry-run')
    expect(stdout).toContain('node1: comment line 2 of /etc/cron.d/render out')
    expect(stdout).toMatch(/node1: comment line \d of .var.spool.cron.crontabs.daemon out/)
    expect(await ops('evacuate', 'abort', await killed('hold/held'))).toMatchObject({code: 0})
    expect(await tabs()).toBe(before)
    const run = await killed('hold/held')
    await rig.reboot('node1')
    expect(await rig.copiesThen(1000)).toEqual([])
    expect(await ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    await rig.reboot('node1')
    expect(await rig.copiesThen(1000)).toEqual(['node2'])
    expect(await ops('evacuate', 'node2', '--to', 'node1')).toMatchObject({code: 0})
    expect(await rig.copiesThen()).toEqual(['node1'])
    expect(await tabs()).toBe(before)
  })
})

test('what ops cannot disarm with certainty is refused, each with its own next step', async () => {
  await rig.on(
    'node1',
    `mkdir -p /root/sv; cp /usr/bin/perl /root/runsv; printf 'system("setsid", "/usr/local/bin/render"); sleep 60' > /root/sv/render
rm /etc/systemd/system/render.*; cd /root/sv; setsid /root/runsv render </dev/null >/dev/null 2>&1 & sleep 0.5
printf '#!/bin/sh\n/usr/local/bin/render &\n' > /etc/rc.local; chmod 755 /etc/rc.local
printf '@reboot root sleep 9; /usr/local/bin/render\n' > /etc/cron.d/render`,
  )
  const {ops} = await declare(process)
  const {code, stderr} = await ops('evacuate', 'node1')
  expect(await rig.copies()).toEqual(['node1'])
  await rig.on('node1', 'rm /etc/rc.local; pkill -9 -x runsv; true')
  expect(code).toBe(5)
  expect(stderr).toMatch(/render on node1 is supervised by runsv \(process \d+\), which would start it again after the move\./)
  expect(stderr).toContain('/etc/rc.local:2 on node1 (/usr/local/bin/render &) starts render at boot, and ops does not change that file.')
  expect(stderr).toContain(
    '/etc/cron.d/render:1 on node1 (@reboot root sleep 9; /usr/local/bin/render) may start render at boot, but ops cannot tell.',
  )
})
