import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'vitest'
import {lab} from '../../../../test/lab/require.ts'
import {serving, until} from '../support/serving.ts'

const test = lab({root: true, programs: ['mount', 'umount']})
const list = '/mirrorlist?repo=free-fedora-rawhide&arch=x86_64'

test('a full disk: the service keeps answering, reports it, and loses no count once there is space', async () => {
  const disk = mkdtempSync(join(tmpdir(), 'ops-full-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk])
  try {
    await using server = await serving('127.11.22.1', {
      statistics: join(disk, 'stats.sqlite'),
      accessLog: join(disk, 'access.log'),
      statisticsMs: 500,
      workers: 1,
    })
    await server.get(list)
    // To the last byte.
    expect(() => writeFileSync(join(disk, 'ballast'), Buffer.alloc(1 << 20))).toThrow('ENOSPC')
    for (let round = 0; round < 50; round++) expect((await server.get(list)).status).toBe(200)
    const problem = await server.event('problem', ({about}) => about === 'statistics')
    expect(problem.message).toMatch(/disk|full|space/i)
    await server.event('problem', ({about}) => about === 'log')
    expect((await until(server.ready, ({degraded}) => degraded)).problems).toHaveProperty('statistics')
    expect(await server.metrics()).toContain('ops_mirrorlist_problem{about="statistics"} 1')
    expect((await server.get(list)).status).toBe(200)

    rmSync(join(disk, 'ballast'))
    await server.event('solved', ({about}) => about === 'statistics')
    await server.event('solved', ({about}) => about === 'log')
    const today = new Date().toISOString().slice(0, 10)
    const archs = await until(
      async () => (await server.get(`/statistics/${today}/archs.json`)).text,
      (text) => text.includes('"total":52'),
    )
    expect(JSON.parse(archs)).toMatchObject({names: [{name: 'x86_64', requests: 52}]})
  } finally {
    execFileSync('umount', ['-l', disk])
    rmSync(disk, {recursive: true, force: true})
  }
})
