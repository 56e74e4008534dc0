import {afterAll, beforeAll, beforeEach, describe, expect} from 'vitest'
import {lab} from '../lab/require.ts'
import {Rig} from './rig.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

const work = {
  name: 'dummy',
  kind: 'service',
  start: ['/root/start'],
  stop: ['/root/stop'],
  status: ['test', '-e', '/run/dummy'],
  files: ['/root/data'],
  timeout: 5,
}

let rig: Rig
let env: Record<string, string>
beforeAll(async () => {
  rig = await Rig.up()
  env = await rig.with(({hosts}) => {
    hosts['node1'] = {...hosts['node1'], workloads: [work]}
  })
})
afterAll(() => rig?.[Symbol.asyncDispose]())

const ops = (...args: string[]) => rig.lab.ops(args, {env})
const script = (host: string, name: string, line: string) =>
  rig.on(host, `printf '#!/bin/sh\\n${line}\\n' > /root/${name}; chmod 755 /root/${name}`)
const runs = async () =>
  (
    await Promise.all(
      ['node1', 'node2'].map(async (host) => ((await rig.on(host, 'test -e /run/dummy && echo runs || true')) === 'runs' ? host : '')),
    )
  ).filter(Boolean)

beforeEach(async () => {
  for (const host of ['node1', 'node2']) {
    await script(host, 'start', 'touch /run/dummy')
    await script(host, 'stop', 'rm -f /run/dummy')
    await rig.on(host, 'rm -rf /run/dummy /root/data')
  }
  await rig.on('node1', 'mkdir -p /root/data; date +%N > /root/data/now; /root/start')
})

describe('a service', () => {
  test('is moved with its files', async () => {
    const data = await rig.on('node1', 'cat /root/data/now')
    expect(await ops('evacuate', 'node1')).toMatchObject({code: 0, stdout: expect.stringContaining('dummy: moved from node1 to node2')})
    expect(await runs()).toEqual(['node2'])
    expect(await rig.on('node2', 'cat /root/data/now')).toBe(data)
  })

  test('that was moved here returns as its home declares it today, with the files that are declared since', async () => {
    const bare = await rig.with(({hosts}) => {
      hosts['node1'] = {...hosts['node1'], workloads: [{...work, files: []}]}
    })
    const plan = await rig.lab.ops(['evacuate', 'node1', '--dry-run'], {env: bare})
    expect([plan.code, plan.stdout]).toEqual([6, expect.stringContaining('note: No files are declared for dummy')])
    expect(await rig.lab.ops(['evacuate', 'node1'], {env: bare})).toMatchObject({code: 0})
    await rig.on('node2', 'mkdir -p /root/data; echo newer > /root/data/now')
    const back = await ops('evacuate', 'node2', '--dry-run')
    expect([back.code, back.stdout]).toEqual([6, expect.stringContaining('dummy is moved as node1 declares it today. Changed since')])

    const otherKind = await rig.with(({hosts}) => {
      hosts['node1'] = {...hosts['node1'], workloads: [{name: 'dummy', kind: 'process', pidfile: '/run/dummy.pid'}]}
    })
    const refused = await rig.lab.ops(['evacuate', 'node2'], {env: otherKind})
    expect([refused.code, refused.stderr]).toEqual([5, expect.stringContaining('dummy came to node2 as kind service')])
    expect(await runs()).toEqual(['node2'])

    expect(await ops('evacuate', 'node2')).toMatchObject({code: 0})
    expect(await runs()).toEqual(['node1'])
    expect(await rig.on('node1', 'cat /root/data/now')).toBe('newer')
  })

  test('is refused if its files are a symbolic link, because only the link would be sent', async () => {
    await rig.on('node1', 'mv /root/data /root/real; ln -s real /root/data')
    const {code, stderr} = await ops('evacuate', 'node1')
    expect([code, stderr]).toEqual([5, expect.stringContaining('/root/data is a symbolic link on node1')])
    await rig.on('node1', 'rm -r /root/real')
  })

  test('whose files another process writes is started again at its source; the plan has named that process', async () => {
    await rig.on('node1', 'sleep 600 </dev/null >/dev/null 2>&1 & echo $! >/run/dummy.pid')
    const known = await rig.with(({hosts}) => {
      hosts['node1'] = {...hosts['node1'], workloads: [{...work, pidfile: '/run/dummy.pid'}]}
    })
    await rig.on('node1', "setsid sh -c 'echo $$ >/run/writer.pid; exec sleep 600 >>/root/data/now' </dev/null >/dev/null 2>&1 &")
    await rig.on('node1', 'until grep -qx sleep /proc/$(cat /run/writer.pid)/comm; do sleep 0.1; done')
    const writer = await rig.on('node1', 'cat /run/writer.pid')
    const plan = await rig.lab.ops(['evacuate', 'node1', '--dry-run'], {env: known})
    expect([plan.code, plan.stdout]).toEqual([6, expect.stringContaining(`process ${writer} (sleep) also writes /root/data/now`)])
    const {code, stdout} = await ops('evacuate', 'node1')
    expect([code, stdout]).toEqual([3, expect.stringContaining(`process ${writer} (sleep) has /root/data/now open for writing`)])
    expect(stdout).toContain(`end process ${writer} on node1; then run ops evacuate node1`)
    expect(await runs()).toEqual(['node1'])
    await rig.on('node1', 'kill $(cat /run/writer.pid /run/dummy.pid)')
  })

  test('finds the folder of its files with the same mode and owner', async () => {
    await rig.on('node1', 'install -d -o 1 -g 2 -m 2751 /srv/folder; echo 1 >/srv/folder/file')
    const other = await rig.with(({hosts}) => {
      hosts['node1'] = {...hosts['node1'], workloads: [{...work, files: ['/srv/folder/file']}]}
    })
    expect(await rig.lab.ops(['evacuate', 'node1'], {env: other})).toMatchObject({code: 0})
    expect(await rig.on('node2', 'stat -c "%a %u %g" /srv/folder')).toBe('2751 1 2')
  })

  test('stays where it is if it does not stop', async () => {
    await script('node1', 'stop', 'echo no >&2; exit 1')
    const {code, stdout} = await ops('evacuate', 'node1')
    expect(stdout).toMatch(/node1: dummy is not stopped: \/root\/stop ended with exit 1 \(no\)/)
    expect(code).toBe(3)
    expect(await runs()).toEqual(['node1'])
  })

  test('is started again at its source if its files cannot be sent', async () => {
    await rig.on(
      'node2',
      `printf '#!/bin/sh\\nexit 2\\n' > /usr/local/sbin/tar; sed -i '2i [ "$1" = --version ] && exit 0' /usr/local/sbin/tar; chmod 755 /usr/local/sbin/tar`,
    )
    expect(await ops('evacuate', 'node1')).toMatchObject({code: 3, stdout: expect.stringContaining('goes on running on node1')})
    await rig.on('node2', 'rm /usr/local/sbin/tar')
    expect(await runs()).toEqual(['node1'])
  })

  test('that does not start after COMMIT is started at its source again when a loss is accepted', async () => {
    await script('node2', 'start', 'echo no port >&2; exit 7')
    await script('node2', 'stop', 'touch /root/stopped; rm -f /run/dummy')
    const {run, work: failed} = JSON.parse((await ops('evacuate', 'node1', '--json')).stdout).result.hosts[0]
    expect(failed[0].error.message).toContain('/root/start ended with exit 7 (no port)')
    expect(failed[0].error.message).not.toContain('may run dummy')
    expect(failed[0].error.hint).toContain(`ops evacuate abort ${run} --with-loss REASON`)
    expect((await ops('evacuate', 'status')).stdout).toContain('/root/start ended with exit 7 (no port)')
    expect(await ops('evacuate', 'resume', run)).toMatchObject({
      code: 3,
      stdout: expect.stringContaining(`abort ${run} --with-loss REASON`),
    })
    expect(await ops('evacuate', 'abort', run)).toMatchObject({code: 5, stdout: expect.stringContaining('repair the start on node2')})
    expect(await ops('evacuate', 'abort', run, '--with-loss', 'node2 has no port')).toMatchObject({code: 0})
    expect(await rig.on('node2', 'ls /root/stopped')).toBe('/root/stopped')
    expect(await runs()).toEqual(['node1'])
  })

  test('runs nowhere if it does not start after COMMIT; resume starts it once its start command works', async () => {
    await script('node2', 'start', 'exit 7')
    const {code, stdout} = await ops('evacuate', 'node1', '--json')
    expect(code).toBe(3)
    const {run, work} = JSON.parse(stdout).result.hosts[0]
    expect(work[0]).toMatchObject({state: 'unsettled', error: {message: expect.stringContaining('/root/start ended with exit 7')}})
    expect(await runs()).toEqual([])
    expect(await ops('evacuate', 'abort', run)).toMatchObject({code: 5})
    expect(await ops('evacuate', 'resume', run)).toMatchObject({code: 3})
    await script('node2', 'start', 'touch /run/dummy')
    expect(await ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    expect(await runs()).toEqual(['node2'])
  })
})
