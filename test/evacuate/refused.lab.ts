import {afterAll, beforeAll, beforeEach, describe, expect} from 'vitest'
import {lab} from '../lab/require.ts'
import {Rig} from './rig.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

let rig: Rig
beforeAll(async () => {
  rig = await Rig.up()
})
afterAll(() => rig?.[Symbol.asyncDispose]())
beforeEach(() => rig.home())

/** `ops evacuate node1` must be refused before anything is touched, with this sentence. */
async function refused(sentence: string | RegExp, env: Record<string, string> = {}): Promise<void> {
  const {code, stdout, stderr} = await rig.lab.ops(['evacuate', 'node1'], {env})
  expect(stderr + stdout).toMatch(sentence)
  expect(code).toBe(5)
  expect(rig.exists('node1', 'var/lib/ops/evacuate')).toBe(false)
}

describe('a move is refused before anything is changed', () => {
  test('its cgroup is frozen already', async () => {
    await rig.on('node1', 'echo 1 > /sys/fs/cgroup/jobs/counter/cgroup.freeze')
    await refused(/cgroup of counter on node1 is already frozen, so criu would hang/)
    await rig.on('node1', 'echo 0 > /sys/fs/cgroup/jobs/counter/cgroup.freeze')
    await rig.runsOnceOn('node1')
  })

  test('its process id is taken on the destination', async () => {
    const pid = Number(await rig.on('node1', 'cat /run/counter.pid'))
    await rig.on(
      'node2',
      `echo ${pid - 1} > /proc/sys/kernel/ns_last_pid; setsid sleep 60 </dev/null >/dev/null 2>&1 & echo $! > /run/squatter; test $! = ${pid}`,
    )
    await refused(new RegExp(`Process id ${pid} of counter is taken on node2 \\(by sleep\\)`))
    await rig.on('node2', 'kill $(cat /run/squatter)')
  })

  test('a program differs: in content, in mode', async () => {
    // The last byte belongs to the section headers, which are not read to run it.
    const change =
      'cp -p /usr/bin/perl /root/changed; printf x | dd of=/root/changed bs=1 seek=$(($(stat -c %s /usr/bin/perl) - 1)) conv=notrunc'
    await rig.on('node2', `cp -p /usr/bin/perl /root/perl; ${change} 2>/dev/null; mv /root/changed /usr/bin/perl`)
    await refused('/usr/bin/perl, which counter uses, differs in content on node2')
    await rig.on('node2', 'mv /root/perl /usr/bin/perl; chmod 700 /usr/bin/perl')
    await refused('/usr/bin/perl, which counter uses, differs in mode on node2')
    await rig.on('node2', 'chmod 755 /usr/bin/perl')
  })

  test('a file that it writes is not declared', async () => {
    const env = await rig.with(({hosts}) => {
      hosts['node1'] = {...hosts['node1'], workloads: [{name: 'counter', kind: 'process', pidfile: '/run/counter.pid'}]}
    })
    await refused('counter writes /var/lib/demo/counter.log on node1, which would stay behind', env)
  })

  test('a program of the destination writes a declared file, or its pidfile names a running process there', async () => {
    await rig.on(
      'node2',
      'mkdir -p /var/lib/demo; echo mine > /var/lib/demo/other; sh -c "exec 3>>/var/lib/demo/other; exec sleep 300" </dev/null >/dev/null 2>&1 & echo $! > /run/counter.pid',
    )
    await refused(/On node2, process \d+ \(\w+\) writes \/var\/lib\/demo\/other, which the move of counter would replace/)
    await refused(/\/run\/counter\.pid on node2 names a running process, \d+ \(\w+\)/)
    await rig.on('node2', 'kill $(cat /run/counter.pid); cat /var/lib/demo/other; rm -r /run/counter.pid /var/lib/demo')
  })

  test('criu is missing, or older than that of the source', async () => {
    await rig.on('node2', 'mv /usr/sbin/criu /usr/sbin/criu.away')
    await refused('criu is not installed on node2')
    await rig.on('node2', `printf '#!/bin/sh\\necho Version: 3.17.1\\n' > /usr/sbin/criu; chmod 755 /usr/sbin/criu`)
    await refused(/criu 3.17.1 on node2 is older than 4\.\S+ on node1/)
    await rig.on('node2', 'mv /usr/sbin/criu.away /usr/sbin/criu')
  })

  test('there is no space for the images', async () => {
    await rig.on('node2', 'mkdir -p /srv/images; mount -t tmpfs -o size=1m tmpfs /srv/images')
    const env = await rig.with(({hosts}) => {
      hosts['node1'] = {...hosts['node1'], evacuate: {to: 'node2', images: '/srv/images'}}
    })
    await refused(/node2 has \d+ MB of space for images; about \d+ MB are needed/, env)
    await rig.on('node2', 'umount /srv/images')
  })

  test('it listens on an inet socket, which this criu cannot save on this kernel', async () => {
    await rig.on(
      'node1',
      `setsid perl -e 'use Socket; socket my $s, PF_INET, SOCK_STREAM, 0; bind $s, sockaddr_in(0, INADDR_LOOPBACK); listen $s, 1; sleep 1 while 1' </dev/null >/dev/null 2>&1 & echo $! > /run/listener.pid; sleep 0.2`,
    )
    const env = await rig.with(({hosts}) => {
      hosts['node1'] = {...hosts['node1'], workloads: [{name: 'listener', kind: 'process', pidfile: '/run/listener.pid'}]}
    })
    await refused(
      /criu 4\.\S+ cannot save the 1 inet sockets of listener on node1 on kernel .* \(it needs criu 4\.2 from kernel 6\.16 on\)/,
      env,
    )
    await rig.on('node1', 'kill $(cat /run/listener.pid)')
  })

  test('there is no destination, or only the host itself', async () => {
    const env = await rig.with(({hosts}) => {
      const {evacuate: _, ...rest} = hosts['node1'] ?? {}
      hosts['node1'] = rest
    })
    await refused('names another host to evacuate it to', env)
    expect(await rig.ops('evacuate', 'node1', '--to', 'node1')).toMatchObject({code: 5})
  })
})
