import {execFileSync} from 'node:child_process'
import {openSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, expect} from 'vitest'
import {sshArgv} from '../../lab/src/host/on-host.ts'
import {needState} from '../../lab/src/instance/state.ts'
import {Rig} from '../../../test/evacuate/rig.ts'
import {lab} from '../../../test/lab/require.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

let rig: Rig
beforeAll(async () => {
  rig = await Rig.up()
  const state = await needState(rig.lab.dir)
  const base64 = readFileSync(join(import.meta.dirname, 'programs/without-io-uring')).toString('base64')
  for (const host of ['node1', 'node2']) {
    // The Node.js that runs this test.
    const [program = '', ...words] = sshArgv(state, host)
    execFileSync(program, [...words, 'cat >/usr/local/bin/node && chmod 755 /usr/local/bin/node'], {
      stdio: [openSync(process.execPath, 'r'), 'pipe', 'inherit'],
    })
    await rig.on(
      host,
      `base64 -d <<E >/usr/local/bin/without-io-uring\n${base64}\nE\nchmod 755 /usr/local/bin/without-io-uring; mkdir -p /var/lib/count`,
    )
  }
})
afterAll(() => rig?.[Symbol.asyncDispose]())

const program = `const fs = require("fs"); fs.writeFileSync("/run/count.pid", String(process.pid)); let n = 0; setInterval(() => fs.appendFileSync("/var/lib/count/log", (++n) + "\\n"), 50)`
const start = (before: string) =>
  rig.on(
    'node1',
    `rm -f /run/count.pid /var/lib/count/log; setsid ${before} node -e '${program}' </dev/null >/dev/null 2>&1 & sleep 2; cat /run/count.pid`,
  )

test('a Node.js program is refused while it has io_uring, and moves when it was started as the next step says', async () => {
  const env = await rig.with(({hosts}) => {
    hosts['node1'] = {
      ...hosts['node1'],
      workloads: [{name: 'count', kind: 'process', pidfile: '/run/count.pid', files: ['/var/lib/count']}],
    }
  })
  await start('env UV_USE_IO_URING=0')
  const {code, stderr} = await rig.lab.ops(['evacuate', 'node1'], {env})
  expect(stderr).toContain('count on node1 uses io_uring, which criu cannot save')
  expect(stderr).toContain('"SystemCallFilter=~io_uring_setup" and "SystemCallErrorNumber=ENOSYS" in its unit')
  expect(code).toBe(5)
  await rig.on('node1', 'kill $(cat /run/count.pid)')
  await start('without-io-uring')
  expect(await rig.lab.ops(['evacuate', 'node1'], {env})).toMatchObject({code: 0, stdout: expect.stringContaining('count: moved')})
  await rig.on('node2', 'sleep 0.5')
  const log = (await rig.on('node2', 'cat /var/lib/count/log; kill $(cat /run/count.pid)')).split('\n').map(Number)
  expect(log).toEqual(log.map((_, at) => at + 1))
  expect(log.length).toBeGreaterThan(20)
})
