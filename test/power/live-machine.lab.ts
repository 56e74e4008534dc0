import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {silentProgress} from '@ops/core/progress'
import {buildRootfs, rootfsCacheDir} from '@ops/core/rootfs'
import {runOps} from '../cli/run-ops.ts'
import {cacheEnv} from '../lab/new-lab.ts'
import {lab} from '../lab/require.ts'
import {machines, rootfsOf} from '../surveys/make/machines.ts'
import {makeImage} from '../surveys/make/make-image.ts'
import {sh, untilIdle} from '../surveys/make/sh.ts'
import {type StartedMachine, startMachine} from '../surveys/make/start-machine.ts'

// The guard on a machine that has booted: a kernel of its own, systemd, sshd. QEMU emulates it, which takes about a minute of processor
// time; the limits are for a machine that has much else to do.
const test = lab({root: true, programs: ['mmdebstrap', 'qemu-system-x86_64', 'qemu-img', 'mke2fs', 'ssh', 'ssh-keygen', 'unshare']})
const limitMs = 20 * 60_000
const {signal} = new AbortController()

let [folder, machine]: [string?, StartedMachine?] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ops-machine-'))
  const spec = machines.find(({name}) => name === 'minimal-13')
  if (spec === undefined) throw new Error('there is no machine minimal-13')
  const root = await buildRootfs(rootfsOf(spec), {cacheDir: rootfsCacheDir(cacheEnv), progress: silentProgress, signal})
  const image = await makeImage(root, join(folder, 'machine'), {name: 'live'})
  machine = await startMachine(image, {memoryMiB: spec.memoryMiB, signal, bootMs: limitMs / 2})
  const {port, identity, options} = machine.sshOptions
  // An address of this machine would be refused: ops does not cut the machine that it runs on.
  const ssh = {user: 'root', port, identity, options: {...options, HostName: '127.0.0.1'}}
  const power = {driver: 'exec', on: ['false', 'on'], off: ['false', 'off'], status: ['true']}
  await writeFile(join(folder, 'ops.yaml'), JSON.stringify({hosts: {live: {address: '198.51.100.7', ssh, power}}}))
  await untilIdle(machine, limitMs / 2)
}, limitMs)

afterAll(async () => {
  await machine?.[Symbol.asyncDispose]()
  if (folder !== undefined) await rm(folder, {recursive: true})
})

async function powerOff(): Promise<{code: number | null; findings: {code: string; message: string}[]}> {
  const env = {OPS_INVENTORY: join(folder ?? '', 'ops.yaml'), OPS_STATE_DIR: join(folder ?? '', 'state')}
  const {code, stdout, stderr} = await runOps(['power', 'off', 'live', '--dry-run', '--json'], {env})
  const [host] = (JSON.parse(stdout) as {result?: {hosts: {findings?: {code: string; message: string}[]}[]}}).result?.hosts ?? []
  if (host === undefined) throw new Error(`ops power off ended with ${code}: ${stdout}${stderr}`)
  return {code, findings: host.findings ?? []}
}

describe('ops power off of a machine that has booted', () => {
  test(
    'idle, it may be cut; with a transfer of alice it is refused, and may be cut again when that has ended',
    async () => {
      expect(await powerOff()).toEqual({code: 6, findings: []})
      if (machine === undefined) throw new Error('the machine did not start')
      await sh(machine, 'alice', 'mkfifo pipe; nohup dd if=pipe of=copy >/dev/null 2>&1 & echo $! >dd.pid')
      expect(await powerOff()).toMatchObject({
        code: 5,
        findings: [{code: 'POWER_LOGIN_SESSION', message: expect.stringMatching(/alice.*dd if=pipe/)}],
      })
      await sh(machine, 'root', 'kill $(cat /home/alice/dd.pid)')
      expect(await powerOff()).toEqual({code: 6, findings: []})
    },
    limitMs,
  )
})
