import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {newLab, type TestLab} from '../lab/new-lab.ts'
import {lab} from '../lab/require.ts'

// The guards and proofs on hosts that are machines of their own, reached by the system's ssh.
const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

let it: TestLab
beforeAll(async () => {
  it = await newLab()
})
afterAll(() => it?.[Symbol.asyncDispose]())

interface Result {
  host: string
  power: string
  changed: boolean
  proofs: {kind: string; holds: unknown}[]
  findings?: {code: string; message: string; forcible: boolean}[]
  plan?: string[]
}

async function power(...args: string[]): Promise<{code: number | null; host: Result}> {
  const {code, stdout, stderr} = await it.ops(['power', ...args, '--json'])
  const [host] = (JSON.parse(stdout) as {result?: {hosts: Result[]}}).result?.hosts ?? []
  if (host === undefined) throw new Error(`ops power ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
  return {code, host}
}

const inside = async (host: string, ...command: string[]) => {
  const run = await it.ops(['lab', 'shell', '--dir', it.dir, host, '--', ...command])
  expect(run).toMatchObject({code: 0})
}

describe('ops power on real hosts', () => {
  test('undeclared work is refused by name; without it the host may be cut', async () => {
    await inside('node1', 'sh', '-c', 'setsid sleep 1007 >/dev/null 2>&1 </dev/null & echo $! >/run/sleep.pid')
    const refused = await power('off', 'node1', '--dry-run')
    expect(refused.code).toBe(5)
    expect(refused.host.findings).toMatchObject([
      {code: 'POWER_UNDECLARED_WORK', message: expect.stringContaining('sleep 1007'), forcible: true},
    ])
    await inside('node1', 'sh', '-c', 'pid=$(pgrep -f "^sleep 1007") && kill $pid')
    const free = await power('off', 'node1', '--dry-run')
    expect({code: free.code, findings: free.host.findings}).toEqual({code: 6, findings: undefined})
  })

  test('an upload by sftp and a tunnel without a program are logins, with user and address', async () => {
    const {stdout} = await it.ops(['inventory', 'show', 'node1', '--json'])
    const {address} = (JSON.parse(stdout) as {result: {address: string}}).result
    const key = [
      '-i',
      join(it.dir, 'id_ed25519'),
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      'UserKnownHostsFile=/dev/null',
      '-o',
      'BatchMode=yes',
    ]
    await inside('node1', 'sh', '-c', 'useradd -m op && install -d -o op /home/op/.ssh && usermod -p x op')
    await inside('node1', 'sh', '-c', 'cp /root/.ssh/authorized_keys /home/op/.ssh/ && chown -R op /home/op/.ssh')
    for (const [command, input] of [
      [['sftp', '-l', '8', ...key, `op@${address}`], 'put /bin/bash bash\n'],
      [['ssh', ...key, '-N', '-L', '127.0.0.1:18080:127.0.0.1:22', `op@${address}`], ''],
    ] as const) {
      const [program, ...args] = command
      const child = spawn(program, args, {stdio: ['pipe', 'ignore', 'ignore']})
      child.stdin.write(input)
      let refused = await power('off', 'node1', '--dry-run')
      for (let tries = 0; refused.code !== 5 && tries < 10; tries++) refused = await power('off', 'node1', '--dry-run')
      child.kill()
      expect(refused.host.findings).toMatchObject([
        {code: 'POWER_LOGIN_SESSION', message: expect.stringMatching(/^op is logged in on node1 \(by ssh from [\d.]+; pid \d+ of op: /)},
      ])
      await once(child, 'exit')
    }
    await inside('node1', 'userdel', '-r', 'op')
  })

  test('a host that runs only init and sshd goes off without a finding, and is off already the next time', async () => {
    // The demo workload is declared, and moves away.
    expect(await power('off', 'node1')).toMatchObject({code: 0, host: {power: 'off', changed: true}})
    expect(await power('on', 'node1')).toMatchObject({code: 0, host: {power: 'on', changed: true}})
    const {stdout} = await it.ops(['power', 'baseline', 'node1'])
    expect(stdout).toBe('node1 runs only programs that every machine runs; it needs no "baseline:".\n')
    const off = await power('off', 'node1')
    expect(off).toMatchObject({code: 0, host: {power: 'off', changed: true}})
    expect(off.host.proofs.map(({kind, holds}) => [kind, holds])).toEqual([
      ['relay', true],
      ['wiring', true],
      ['meter', true],
      ['silence', 'unknown'],
    ])
    expect(await power('off', 'node1')).toMatchObject({code: 0, host: {power: 'off', changed: false}})
  })

  test('a host whose sshd has ended counts as running: it is refused, and cut only with a reason', async () => {
    await power('on', 'node1')
    await inside('node1', 'sh', '-c', 'kill $(pgrep -f "^sshd: .*listener")')
    const refused = await power('off', 'node1')
    expect(refused.code).toBe(5)
    expect(refused.host.findings?.map(({code}) => code)).toContain('POWER_HOST_SILENT')
    const forced = await power('off', 'node1', '--hard', '--force', 'its sshd has ended', '--yes')
    expect(forced).toMatchObject({code: 0, host: {power: 'off'}})
    // Its kernel refused connections until the relay opened, and is silent now.
    expect(forced.host.proofs).toContainEqual(expect.objectContaining({kind: 'silence', holds: true}))
  })
})
