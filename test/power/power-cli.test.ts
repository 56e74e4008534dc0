import {type ChildProcess, spawn} from 'node:child_process'
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {Device} from 'tplink-smarthome-simulator'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {Registry} from '@ops/core/seams'
import {register} from '@ops/plugin-power'
import {runOps} from '../cli/run-ops.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-power-cli-'))
afterAll(() => rmSync(folder, {recursive: true}))
/** What ops remembers; each device is another machine's, so each has a journal of its own. */
let state = ''
beforeAll(() => {
  state = mkdtempSync(join(folder, 'state-'))
})

// The machines on these plugs are unknown, so cutting them needs a reason.
const reason = ['--force', 'a test', '--yes']

/** Runs `ops power …` with an inventory. */
async function power(inventory: string, ...args: string[]) {
  const file = join(folder, 'ops.yaml')
  writeFileSync(file, inventory)
  const run = await runOps(['power', ...args, '--inventory', file], {env: {OPS_STATE_DIR: state}})
  return {...run, json: () => JSON.parse(run.stdout) as {ok: boolean; result: {hosts: Record<string, unknown>[]}; error?: {code: string}}}
}

describe.each(['hs100', 'hs105', 'hs110', 'hs110v2', 'hs300'] as const)('against the independent %s', (model) => {
  const device = new Device({model, address: '127.40.10.1', port: 0, alias: model, data: {}})
  let inventory = ''
  beforeAll(async () => {
    state = mkdtempSync(join(folder, 'state-'))
    device.deviceNetworking.on('error', () => {})
    await device.start()
    // Its meter shows 3.14 W for ever; a load of nothing is what an HS100 behind it would show.
    const meters = [device, ...(device.children ?? [])] as {data?: {emeter?: {realtime: object}}; emeter?: {realtime: object}}[]
    for (const {data, emeter} of meters)
      for (const one of [data?.emeter, emeter]) if (one !== undefined) Object.assign(one.realtime, {power: 0, current: 0})
    const outlet = model === 'hs300' ? ', outlet: 2' : ''
    inventory = `hosts: {a: {power: {driver: kasa, address: ${device.address}, port: ${device.port}${outlet}}}}`
  })
  afterAll(async () => void (await device.stop()))

  test('on, status, off, status', async () => {
    const on = await power(inventory, 'on', 'a', '--json')
    expect(on.json()).toMatchObject({ok: true, result: {hosts: [{host: 'a', power: 'on', changed: true}]}})
    expect((await power(inventory, 'status', 'a', '--json')).json()).toMatchObject({ok: true, result: {hosts: [{power: 'on'}]}})
    const off = await power(inventory, 'off', 'a', ...reason, '--json')
    expect(off.json()).toMatchObject({
      ok: true,
      result: {
        hosts: [
          {
            power: 'off',
            changed: true,
            proofs: [
              {kind: 'relay', holds: true},
              ...(model.startsWith('hs110') || model === 'hs300' ? [{kind: 'meter'}] : []),
              {kind: 'silence', holds: 'unknown'},
            ],
          },
        ],
      },
    })
    expect(off.code).toBe(0)
    expect((await power(inventory, 'off', 'a', '--json')).json()).toMatchObject({
      ok: true,
      result: {hosts: [{power: 'off', changed: false}]},
    })
  })

  test('discover finds it by UDP', async () => {
    const search = (wait: string) =>
      power(inventory, 'discover', '--broadcast', device.address, '--port', String(device.port), '--wait', wait, '--json')
    const found = (run: {stdout: string}) => (JSON.parse(run.stdout) as {result: {plugs: unknown[]}}).result.plugs.length > 0
    let run = await search('300ms')
    // The device answers in this process, which may be slow on a busy machine.
    for (const wait of ['3s', '30s']) if (!found(run)) run = await search(wait)
    const {code, stdout} = run
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({result: {plugs: [{address: device.address, alias: model, supported: true}]}})
  })
})

describe('against the simulated plug as a process', () => {
  const machine = join(folder, 'machine')
  const faultsFile = join(folder, 'faults')
  const address = '127.40.10.2'
  let plug: {port: number; child: ChildProcess}

  const start = async () => {
    const registry = new Registry()
    register(registry)
    const [factory] = registry.labPlugs.all()
    if (factory === undefined) throw new Error('no lab plug is registered')
    const readyFile = join(folder, 'ready')
    rmSync(readyFile, {force: true})
    const [command = '', ...args] = await factory.prepare({
      name: 'lab',
      address,
      port: 0,
      identity: {deviceId: 'AB'.repeat(20), mac: '50:C7:BF:00:00:09'},
      // The "machine" is a file that the relay makes and removes.
      outlets: [{name: 'a', on: ['touch', machine], off: ['rm', machine], initial: 'off'}],
      files: {config: join(folder, 'plug.json'), state: join(folder, 'relays'), ready: readyFile, faults: faultsFile},
    })
    const child = spawn(command, args, {stdio: 'ignore'})
    for (let waited = 0; !existsSync(readyFile); waited += 20) {
      if (waited > 100_000) throw new Error('the plug did not start')
      await delay(20)
    }
    plug = {child, port: (JSON.parse(readFileSync(readyFile, 'utf8')) as {port: number}).port}
  }
  const stop = async () => {
    plug.child.kill('SIGTERM')
    if (plug.child.exitCode === null) await new Promise((done) => plug.child.once('exit', done))
  }
  beforeAll(async () => {
    state = mkdtempSync(join(folder, 'state-'))
    await start()
  })
  afterAll(stop)
  const hosts = () => `hosts: {a: {tags: [], power: {driver: kasa, address: ${address}, port: ${plug.port}}}}`

  test('its relay really switches, and is kept over a restart', async () => {
    expect((await power(hosts(), 'on', 'a')).code).toBe(0)
    expect(existsSync(machine)).toBe(true)
    await stop()
    await start()
    const {stdout} = await power(hosts(), 'status', 'a')
    expect(stdout).toBe(`a  on  kasa/${address}:${plug.port} on 40.0 W\n`)
    const off = await power(hosts(), 'off', 'a', ...reason)
    expect(existsSync(machine)).toBe(false)
    expect(off.stdout).toBe(
      [
        'a: off',
        `  + relay: kasa/${address}:${plug.port} reads off, 0.00 W`,
        `  + meter: kasa/${address}:${plug.port}: 40.0 W before, 0.00 W after`,
        '  ? silence: ops has no way to ask a',
        '  ? wiring: assumed from the inventory; ops cannot prove it without "address:" of a',
        '  ! a was not shut down before the cut: the inventory has no address of it',
        '  ! overridden by --force: a has power, but ops cannot see what runs on it: a has no address in the inventory, so nothing can be run on it.',
        '',
      ].join('\n'),
    )
  })

  test('a relay whose command fails stays, and is not reported as moved', async () => {
    // rm fails: there is no machine to take away.
    rmSync(machine, {force: true})
    expect((await power(hosts(), 'on', 'a')).code).toBe(0)
    rmSync(machine)
    const {code, stdout} = await power(hosts(), 'off', 'a', ...reason)
    expect(code).toBe(3)
    expect(stdout).toContain('answered err_code -7')
    expect((await power(hosts(), 'status', 'a')).stdout).toContain('a  on')
    writeFileSync(machine, '')
  })

  test('faults are injected by a file while it runs', async () => {
    await power(hosts(), 'on', 'a')
    writeFileSync(faultsFile, JSON.stringify([{kind: 'welded'}]))
    const {code, stdout} = await power(hosts(), 'off', 'a', ...reason, '--json')
    expect({code, error: JSON.parse(stdout).error}).toMatchObject({code: 3, error: {code: 'POWER_NOT_PROVED'}})
    expect(existsSync(machine)).toBe(true)
    expect(JSON.parse(readFileSync(faultsFile, 'utf8'))).toEqual([])
    // It reports off and draws 40 W: the state is unknown, not off already.
    expect((await power(hosts(), 'status', 'a', '--json')).json()).toMatchObject({ok: false, result: {hosts: [{power: 'unknown'}]}})
    await stop()
    await start()
  })

  test('plans (6), refuses (5), asks (5), and writes the journal', async () => {
    await power(hosts(), 'on', 'a')
    const plan = await power(hosts(), 'off', 'a', '--dry-run', ...reason, '--json')
    expect({code: plan.code, ok: plan.json().ok}).toEqual({code: 6, ok: true})
    expect((await power(hosts(), 'off', 'a', '--dry-run')).code).toBe(5)
    const refused = await power(hosts(), 'off', 'a', '--json')
    expect(refused.code).toBe(5)
    expect(refused.json()).toMatchObject({
      ok: false,
      error: {code: 'GUARD_REFUSED'},
      result: {hosts: [{power: 'on', findings: expect.arrayContaining([expect.objectContaining({code: 'POWER_HOST_SILENT'})])}]},
    })
    const unasked = await power(hosts(), 'off', 'a', '--hard')
    expect({code: unasked.code, stderr: unasked.stderr}).toEqual({
      code: 5,
      stderr: expect.stringContaining('ops needs a confirmation for this: '),
    })
    expect((await power(hosts(), 'off', 'a', '--force', 'it hangs', '--yes')).code).toBe(0)
    const {stdout} = await runOps(['runs', 'show', '--json'], {env: {OPS_STATE_DIR: state}})
    expect(stdout).toContain('guard.forced')
    expect(stdout).toContain('it hangs')
  })

  test('a machine that charges a phone goes off as its plan says, and the phone is named', async () => {
    await power(hosts(), 'on', 'a')
    const inventory = `${hosts().replace('tags: []', 'ignore: ["*"], shutdown: none')}\nphones: {fp3: {serial: 1234abcd, charger: a}}\n`
    const notice = 'fp3 charges from a and will run on its battery'
    const plan = await power(inventory, 'off', 'a', '--dry-run')
    expect({code: plan.code, stdout: plan.stdout}).toEqual({code: 6, stdout: expect.stringContaining(`1. ${notice}\n`)})
    const off = await power(inventory, 'off', 'a')
    expect({code: off.code, stderr: off.stderr}).toEqual({code: 0, stderr: `${notice}.\n`})
    expect(off.stdout).toContain('a: off\n')
  })

  test('this machine is never cut, whatever the reason', async () => {
    await power(hosts(), 'on', 'a')
    const inventory = hosts().replace('tags: []', 'transport: local')
    const {code, stdout} = await power(inventory, 'off', 'a', '--hard', ...reason, '--json')
    expect(code).toBe(5)
    expect(JSON.parse(stdout)).toMatchObject({result: {hosts: [{findings: [{code: 'POWER_SELF_CUT', forcible: false}]}]}})
  })

  test('info shows what to pin', async () => {
    const {stdout} = await power(hosts(), 'info', 'a')
    expect(stdout).toContain(
      `To pin this plug, add to hosts.a.power in the inventory: deviceId: "${'AB'.repeat(20)}", mac: "50:c7:bf:00:00:09"`,
    )
  })
})
