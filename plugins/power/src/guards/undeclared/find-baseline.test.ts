import {readFileSync} from 'node:fs'
import {expect, it} from 'vitest'
import {z} from 'zod'
import type {Transport} from '@ops/core/transport'
import {scene} from '../../../test/scene.ts'
import {renderBaseline} from '../../present/render-baseline.ts'
import {findBaseline} from './find-baseline.ts'

const read = (name: string) => readFileSync(new URL(`golden/${name}.golden`, import.meta.url), 'utf8').split('----\n')[0] ?? ''

/** What the command prints for a machine with this survey. */
async function baseline(survey: string, declared: Record<string, number[]> = {}): Promise<string[]> {
  const transport: Transport = {
    host: 'a',
    kind: 'ssh',
    exec: async () => ({code: 0, signal: null, stdout: survey, stderr: ''}),
    async [Symbol.asyncDispose]() {},
  }
  const workloads = Object.keys(declared).map((name) => `{name: ${name}, kind: process}`)
  const inventory = `hosts:\n  a: {address: 10.0.0.1, workloads: [${workloads.join(', ')}]}\n`
  const {services, registry, hosts, signal} = await scene({inventory, transports: {a: transport}})
  registry.workloadRuntimes.add('process', {
    kind: 'process',
    schema: async () => z.strictObject({}),
    locate: async ({name}) => ({state: 'running', pids: declared[name] ?? [], units: [], containers: [], detail: ''}),
  })
  const [host] = hosts('a')
  if (host === undefined) throw new Error('there is no host a')
  return renderBaseline(await findBaseline(services, host, signal)).split('\n')
}

const unit = (name: string, pid: number, ppid: number, args: string, age: number) => {
  const exe = args.split(' ')[0] ?? ''
  return `process\t${pid}\t${ppid}\t0\t0\t${exe.slice(exe.lastIndexOf('/') + 1)}\t/system.slice/${name}\t${args}\t${age}\t${exe}`
}

it('proposes what always runs: units, and what they started when they began', async () => {
  const lines = [
    unit('sshguard.service', 50, 1, '/usr/sbin/sshguard', 900),
    unit('sshguard.service', 51, 50, '/usr/libexec/sshg-blocker', 899),
    unit('runner.service', 60, 1, '/opt/runner', 900),
    unit('runner.service', 61, 60, '/usr/bin/make all', 30),
  ]
  const survey = ['survey\t3\t0', 'process\t1\t0\t0\t0\tsystemd\t/init.scope', ...lines, 'self\t9', 'end'].join('\n')
  expect((await baseline(survey)).slice(1)).toEqual([
    ...[
      'hosts:',
      '  a:',
      '    baseline:',
      '      - "runner.service"',
      '      - "sshguard.service"',
      '      - "sshguard.service/sshg-blocker"',
    ],
    '# Left out, because it seems to end by itself: runner.service/make',
  ])
})

it('proposes no process of declared work, and others of the same name', async () => {
  const line = (pid: number) => `process\t${pid}\t1\t1000\t0\tcounter\t/jobs\t/opt/counter\t900\t/opt/counter`
  const survey = ['survey\t3\t0', 'process\t1\t0\t0\t0\tsystemd\t/init.scope', line(70), 'self\t9', 'end'].join('\n')
  expect(await baseline(survey)).toContain('      - "counter"')
  expect(await baseline(survey, {counter: [70]})).toEqual(['a runs only programs that every machine runs; it needs no "baseline:".'])
  expect(await baseline(survey.replace('self', `${line(71)}\nself`), {counter: [70]})).toContain('      - "counter"')
})

it('proposes no clients, no unit of systemd-run, no scope and nothing that a timer or a file has started', async () => {
  const services = ['a', 'runs', 'nightly', 'arrived', 'tang'].map((name, at) => unit(`${name}.service`, 50 + at, 1, `/opt/${name}`, 900))
  const files = [
    'unit\truns.service\t/run/systemd/transient/runs.service',
    'unit\tnightly.service\t/etc/systemd/system/nightly.service\tnightly.timer',
    'unit\tarrived.service\t/etc/systemd/system/arrived.service\tarrived.path',
    'unit\ttang.service\t/etc/systemd/system/tang.service\ttang.socket',
  ]
  const others = [
    unit('run-u7.scope', 60, 1, '/opt/scoped', 900),
    // Of a user's manager.
    unit('shared.service', 61, 1, '/opt/shared', 900).replace('/system.slice/', '/user.slice/user-1000.slice/user@1000.service/app.slice/'),
    'transient\tshared.service\t1000',
    'transient\tlater.path\t0',
    'restart\tunit\tworker.service',
    'restart\tcontainer\tweb',
    // It began with its server.
    unit('a.service', 62, 50, '/opt/a', 890),
    'client\t62\ttcp/9000\t1\t0\t10.0.0.7',
    'socket\ttcp\t0: 00000000:0801 00000000:0000 0A 0:0 0:0 0 0 0 70 1',
    'nfs\t10.0.0.7\tconnected',
  ]
  const survey = ['survey\t3\t0', 'process\t1\t0\t0\t0\tsystemd\t/init.scope', ...services, ...files, ...others, 'self\t9', 'end']
  const lines = (await baseline(survey.join('\n'))).slice(3)
  expect(lines).toEqual([
    ...['    baseline:', '      - "a.service"', '      - "tang.service"'],
    ...[
      'a.service/a',
      'arrived.service',
      'later.path',
      'nightly.service',
      'run-u7.scope',
      'runs.service',
      'shared.service',
      'tcp/2049',
      'web',
      'worker.service',
    ].map((name) => `# Left out, because it seems to end by itself: ${name}`),
  ])
})

it('proposes no package manager, tool for disks or job of cron of a busy machine', async () => {
  for (const name of ['jobs-systemd', 'updates-of-packages-and-firmware', 'children-of-services']) {
    const lines = await baseline(read(name))
    const proposed = lines.filter((line) => line.startsWith('      - '))
    expect(proposed.filter((line) => /apt|dpkg|mkfs|fsck|mke2fs|upgrade|dnf|fwupd|\/(?:ba)?sh"/.test(line))).toEqual([])
    expect(lines.filter((line) => line.startsWith('# Left out'))).not.toEqual([])
  }
})
