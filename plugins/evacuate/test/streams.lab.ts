import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {Rig} from '../../../test/evacuate/rig.ts'
import {lab} from '../../../test/lab/require.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

let rig: Rig
beforeAll(async () => {
  rig = await Rig.up()
  for (const program of ['talker', 'journald']) {
    const base64 = readFileSync(join(import.meta.dirname, 'programs', program)).toString('base64')
    for (const host of ['node1', 'node2'])
      await rig.on(host, `base64 -d <<E >/usr/local/bin/${program}\n${base64}\nE\nchmod 755 /usr/local/bin/${program}`)
  }
})
afterAll(() => rig?.[Symbol.asyncDispose]())

/** ops for an inventory in which node1 has the talker as its only workload. */
async function declared(more: object) {
  const env = await rig.with(({hosts}) => {
    hosts['node1'] = {...hosts['node1'], workloads: [{name: 'talker', kind: 'process', pidfile: '/run/talker.pid', ...more}]}
  })
  return (...words: string[]) => rig.lab.ops(words, {env})
}

const lines = async (host: string, file: string) => (await rig.on(host, `cat ${file}`)).split('\n')
const numbers = (all: readonly string[]) => all.map((line) => Number(line.replace(/^\D+/, '')))
const from = (first: number, all: readonly number[]) => all.map((_, at) => first + at)

describe('a process whose output is a pipe of its launcher', () => {
  const start = 'rm -f /run/talker.pid; (talker /run/talker.pid 2>&3 | cat >/root/out) 3>&1 | cat >/root/err'
  const launch = (host: string) => rig.on(host, `setsid sh -c '${start}' </dev/null >/dev/null 2>&1 & sleep 1`)
  const stdio = {1: '/var/log/talker.log', 2: '/var/log/talker.log'}

  test('is refused with the way out; goes on in a file of its new host, behind what is there; and comes back with it', async () => {
    await launch('node1')
    const bare = await declared({})
    const {code, stderr} = await bare('evacuate', 'node1', '--dry-run')
    expect(stderr).toMatch(/talker on node1 has a pipe in common with process \d+ \(sh|cat\), which would stay behind\./)
    expect(stderr).toContain('Next: add "stdio: {1: /var/log/talker.log, 2: /var/log/talker.log}" to talker')
    expect(code).toBe(5)

    await rig.on('node2', 'echo before >/var/log/talker.log')
    const ops = await declared({stdio})
    expect(await ops('evacuate', 'node1')).toMatchObject({code: 0, stdout: expect.stringContaining('talker: moved')})
    await rig.on('node2', 'sleep 0.5')
    const [before, ...after] = await lines('node2', '/var/log/talker.log')
    expect(before).toBe('before')
    const out = numbers(after.filter((line) => !line.startsWith('error')))
    const error = numbers(after.filter((line) => line.startsWith('error')))
    // The launcher got what was written until the freeze, and the file the rest: nothing is lost, nothing is doubled.
    const told = numbers(await lines('node1', '/root/out'))
    expect([...told, ...out]).toEqual(from(1, [...told, ...out]))
    const warned = numbers(await lines('node1', '/root/err'))
    expect([...warned, ...error]).toEqual(from(1, [...warned, ...error]))
    expect(out.length).toBeGreaterThan(3)

    expect(await ops('evacuate', 'node2')).toMatchObject({code: 0, stdout: expect.stringContaining('talker: moved')})
    await rig.on('node1', 'sleep 0.5')
    const all = numbers((await lines('node1', '/var/log/talker.log')).slice(1).filter((line) => !line.startsWith('error')))
    expect([...told, ...all]).toEqual(from(1, [...told, ...all]))
    expect(all.length).toBeGreaterThan(out.length)
    await rig.on('node1', 'kill $(cat /run/talker.pid)')
  })

  test('goes on writing to the pipe after an abort', async () => {
    await launch('node1')
    const env = await rig.with(({hosts}) => {
      hosts['node1'] = {...hosts['node1'], workloads: [{name: 'talker', kind: 'process', pidfile: '/run/talker.pid', stdio}]}
    })
    await rig.killWhen(['evacuate', 'node1'], 'node2', '*/talker/make/prepared', env)
    const {run} = await rig.open()
    expect(await rig.lab.ops(['evacuate', 'abort', run], {env})).toMatchObject({code: 0})
    const first = (await lines('node1', '/root/out')).length
    await rig.on('node1', 'sleep 0.5')
    const told = numbers(await lines('node1', '/root/out'))
    expect(told).toEqual(from(1, told))
    expect(told.length).toBeGreaterThan(first)
    await rig.on('node1', 'kill $(cat /run/talker.pid)')
  })
})

describe('a process whose output goes to journald', () => {
  test('is refused with the way out, and goes on in the journal of its new host', async () => {
    await rig.on('node1', 'setsid journald /root/journal </dev/null >/dev/null 2>&1 & sleep 0.5')
    await rig.on('node1', 'rm -f /run/talker.pid; setsid talker /run/talker.pid journal </dev/null >/dev/null 2>&1 & sleep 0.7')
    const bare = await declared({})
    const {stderr} = await bare('evacuate', 'node1', '--dry-run')
    expect(stderr).toMatch(
      /Descriptor 1 of process \d+ of talker on node1 is a unix socket at \/run\/systemd\/journal\/stdout to process \d+/,
    )
    expect(stderr).toContain('Next: add "stdio: {1: journal}" to talker')
    const ops = await declared({stdio: {1: 'journal'}})
    expect((await ops('evacuate', 'node1', '--dry-run')).stderr).toContain('no journald listens there')
    await rig.on('node2', 'setsid journald /root/journal </dev/null >/dev/null 2>&1 & sleep 0.5')
    expect(await ops('evacuate', 'node1')).toMatchObject({code: 0, stdout: expect.stringContaining('talker: moved')})
    await rig.on('node2', 'sleep 0.5')
    const told = (await lines('node1', '/root/journal')).filter((line) => /^talker: \d/.test(line))
    const all = [...told, ...(await lines('node2', '/root/journal')).filter((line) => /^talker: \d/.test(line))]
    expect(numbers(all)).toEqual(from(1, numbers(all)))
    expect(all.length).toBeGreaterThan(told.length + 3)
    await rig.on('node2', 'kill $(cat /run/talker.pid)')
  })
})
