import {describe, expect, it, onTestFinished} from 'vitest'
import {OpsError} from '@ops/core/errors'
import type {Guard} from '@ops/core/seams'
import {transportErrors} from '@ops/core/transport'
import type {Fault} from '../src/lab-plug/faults.ts'
import {type LabPlug, startLabPlug} from '../src/lab-plug/start-lab-plug.ts'
import {cycleHosts, offHosts} from '../src/off/off-hosts.ts'
import {onHosts} from '../src/on/switch-on.ts'
import {type FakeHost, fakeHost, standbyWatts} from './fake-host.ts'
import {type SceneInput, scene} from './scene.ts'
import {renderResults} from '../src/present/render-results.ts'

const address = '127.40.1.1'

interface Bench extends Awaited<ReturnType<typeof scene>> {
  plug: LabPlug
  host: FakeHost
  off(more?: {hard?: boolean; force?: string; dryRun?: boolean}): Promise<Awaited<ReturnType<typeof offHosts>>['hosts'][number]>
  acts(): string[]
}

/** One host behind one plug that really cuts it. */
async function bench({model = 'HS110', yaml = '', ...more}: {model?: string; yaml?: string} & Partial<SceneInput> = {}): Promise<Bench> {
  const host = await fakeHost(address)
  const plug = await startLabPlug({
    model,
    address,
    port: 0,
    outlets: [{alias: 'a', on: true}],
    onRelay: (_, on) => host.power(on),
    draw: async () => (host.isUp() ? 40 : standbyWatts),
  })
  onTestFinished(async () => {
    await plug[Symbol.asyncDispose]()
    await host.power(false)
  })
  const inventory = `hosts:
  a: {address: ${address}, ssh: {port: ${host.port}}, power: {driver: kasa, address: ${address}, port: ${plug.port}}}
${yaml}`
  const set = await scene({inventory, transports: {a: host.transport('a')}, ...more})
  return {
    ...set,
    plug,
    host,
    async off({hard = false, force, dryRun = false} = {}) {
      const {hosts} = await offHosts(
        set.services,
        set.hosts('a'),
        {hard, dryRun, argv: [], ...(force === undefined ? {} : {force})},
        set.signal,
      )
      const [result] = hosts
      if (result === undefined) throw new Error('no result')
      return result
    },
    acts: () =>
      set.coordinator.store.entries
        .filter(({kind, act}) => kind !== 'run.start' && kind !== 'run.end' && !['power.outlet.seen', 'power.machine.named'].includes(act))
        .map(({kind, act, data}) => `${kind} ${act}${kind === 'outcome' ? ` ${data['state']}` : ''}`),
  }
}

describe('a command that is stopped', () => {
  const stopAt = async (where: 'work' | 'command' | 'silence' | 'relay', act: 'off' | 'cycle' = 'off') => {
    const set = await bench({
      model: 'HS100',
      yaml: '  b: {power: {driver: exec, on: ["true", "on"], off: ["true", "off"], status: ["false"]}}',
    })
    const stop = new AbortController()
    const end = () => stop.abort(new OpsError('INTERRUPTED', 'Stopped by SIGTERM.', 'terminated'))
    const {power} = set.host
    set.host.power = async (on) => {
      if (where === 'command' && set.host.commands.includes('systemctl poweroff')) end()
      const done = await power(on)
      if (where === 'relay' && !on && set.plug.questions.at(-1)?.includes('set_relay_state')) end()
      return done
    }
    const {sleep} = set.services.clock
    set.services.clock.sleep = async (ms, signal) => {
      if (where === 'silence' && ms === 500) end()
      return sleep(ms, signal)
    }
    if (where === 'work')
      set.registry.guards.add('last', {
        name: 'last',
        order: 99,
        async check(host) {
          end()
          return {guard: 'last', host: host.name, findings: [], plan: []}
        },
      })
    const input = {argv: [], dryRun: false, pauseMs: 1000}
    const run = () => (act === 'off' ? offHosts : cycleHosts)(set.services, set.hosts('a'), input, stop.signal)
    return {...set, run}
  }

  it.each(['off', 'cycle'] as const)('before anything was done says only that (%s)', async (act) => {
    const {run, plug} = await stopAt('work', act)
    await expect(run()).rejects.toThrow('Stopped by SIGTERM.')
    expect(plug.state.outlets[0]?.closed).toBe(true)
  })

  it.each(['command', 'silence'] as const)('after the shutdown command (%s) names the machine and what to do', async (where) => {
    const {run, plug} = await stopAt(where)
    const {hosts} = await run()
    expect(hosts).toMatchObject([
      {power: 'on', changed: false, shutDown: ['a'], error: {code: 'POWER_STOPPED', hint: expect.stringContaining('ops power cycle a')}},
    ])
    expect(renderResults(hosts)).toMatch(
      /^a: on\n[\s\S]*! a was told to shut down, and no relay was opened\n {2}ops was stopped before it opened the relay of a\.\n {2}Next: ops power off a/m,
    )
    expect(plug.state.outlets[0]?.closed).toBe(true)
  })

  it.each(['off', 'cycle'] as const)('while it switches says that the power is not known (%s)', async (act) => {
    const {run, plug} = await stopAt('relay', act)
    const {hosts} = await run()
    expect(hosts).toMatchObject([
      {
        power: 'unknown',
        changed: true,
        shutDown: ['a'],
        error: {code: 'POWER_STOPPED', exit: 3, hint: expect.stringContaining('ops power on a')},
      },
    ])
    expect(plug.state.outlets[0]?.closed).toBe(false)
  })

  it('names each machine of the set, also one that it did not begin with', async () => {
    const {services, hosts} = await stopAt('silence')
    const stop = new AbortController()
    const sleep = services.clock.sleep
    services.clock.sleep = async (ms, signal) => {
      if (ms === 500) stop.abort(new Error('stopped'))
      return sleep(ms, signal)
    }
    const slow = {...services, settings: {...services.settings, fanout: 1}}
    const {hosts: results} = await offHosts(slow, hosts('a,b'), {argv: [], dryRun: false}, stop.signal)
    expect(results).toMatchObject([
      {host: 'a', shutDown: ['a'], error: {code: 'POWER_STOPPED'}},
      {host: 'b', changed: false, error: {code: 'POWER_STOPPED', message: 'ops was stopped before it did anything to b.'}},
    ])
  })
})

describe('power off', () => {
  it('checks, shuts down, waits for silence, opens the relay and proves it, all in the journal', async () => {
    const {off, host, plug, acts, coordinator} = await bench()
    const result = await off()
    expect(result).toMatchObject({host: 'a', power: 'off', changed: true})
    expect(result.error).toBeUndefined()
    expect(result.proofs.map(({kind, holds}) => [kind, holds])).toEqual([
      ['relay', true],
      ['wiring', true],
      ['meter', true],
      ['silence', 'unknown'],
    ])
    expect(host.commands).toEqual(['survey', 'survey', 'systemctl poweroff'])
    expect(plug.state.outlets[0]?.closed).toBe(false)
    expect(acts()).toEqual([
      'intent host.shutdown',
      'note host.shutdown.taken',
      'outcome host.shutdown done',
      'note power.wiring.proven',
      'intent relay.off',
      'outcome relay.off done',
      'note power.proof',
    ])
    expect(coordinator.store.entries.at(-1)).toMatchObject({kind: 'run.end', data: {state: 'done'}})
    expect(coordinator.store.grants.length).toBe(0)
  })

  it('proves by silence when the host answered right before', async () => {
    const {off, host} = await bench({model: 'HS100'})
    const result = await off({hard: true})
    expect(result.proofs.map(({kind, holds}) => [kind, holds])).toEqual([
      ['relay', true],
      ['silence', true],
    ])
    expect(host.commands).not.toContain('systemctl poweroff')
  })

  it('succeeds without a command to the host when the host is off already', async () => {
    const {off, plug, host, acts} = await bench()
    await host.power(false)
    for (const outlet of plug.state.outlets) outlet.closed = outlet.reported = false
    expect(await off()).toMatchObject({power: 'off', changed: false})
    expect(acts()).toEqual([])
    expect(host.commands).toEqual([])
  })

  it('does not report "off" for a relay behind which a load still draws', async () => {
    const {off, plug} = await bench()
    for (const outlet of plug.state.outlets) outlet.reported = false
    const result = await off()
    expect(result.changed).toBe(true)
  })

  it('keeps the power on when the shutdown fails or takes too long', async () => {
    const {off, host, plug} = await bench()
    host.onShutdown = 'fail'
    expect((await off()).error).toMatchObject({code: 'POWER_SHUTDOWN_FAILED', exit: 3})
    host.onShutdown = 'ignore'
    expect((await off()).error).toMatchObject({code: 'POWER_SHUTDOWN_SLOW', exit: 124})
    expect(plug.state.outlets[0]?.closed).toBe(true)
    expect(host.isUp()).toBe(true)
  })

  /** Something that happens between the last check of the guards and the act. */
  const afterGuards = ({registry}: Bench, happens: () => Promise<unknown>) => {
    let checks = 0
    registry.guards.add('last', {
      name: 'last',
      order: 99,
      async check(host) {
        if (++checks === 2) await happens()
        return {guard: 'last', host: host.name, findings: [], plan: []}
      },
    })
  }

  it('says that the machine was told to shut down when its outlet is not opened after that', async () => {
    const {off, host, plug} = await bench()
    const power = host.power
    host.power = async (on) => {
      for (const outlet of plug.state.outlets) outlet.alias = 'moved'
      plug.state.deviceId = 'F'.repeat(40)
      return power(on)
    }
    const result = await off()
    expect(result).toMatchObject({changed: false, shutDown: ['a'], error: {code: 'POWER_PLUG_CHANGED'}})
    expect(renderResults([result])).toMatch(/^ {2}! a was told to shut down, and no relay was opened$/m)
  })

  it('names each host when the journal fails after the shutdown command, and calls its state unknown', async () => {
    const {off, host, coordinator} = await bench()
    const power = host.power
    host.power = async (on) => {
      coordinator.append = () => Promise.reject(new OpsError('JOURNAL_UNWRITABLE', 'The disk is full.', 'refused'))
      return power(on)
    }
    const result = await off()
    expect(result).toMatchObject({power: 'unknown', shutDown: ['a'], error: {code: 'POWER_UNRECORDED', exit: 3}})
  })

  it('is refused while another run holds the outlet, also when the relay reads off', async () => {
    const {off, plug, host, coordinator} = await bench()
    await host.power(false)
    for (const outlet of plug.state.outlets) outlet.closed = outlet.reported = false
    const lease = await coordinator.lease({names: [`outlet/kasa/${address}:${plug.port}`], mode: 'exclusive', ttlMs: 60_000, holder: 'on'})
    expect((await off()).error).toMatchObject({code: 'LEASE_HELD', exit: 5})
    await lease.release()
    expect(await off()).toMatchObject({power: 'off', changed: false})
  })

  it('keeps the power on when the host falls silent before the shutdown command', async () => {
    const set = await bench()
    afterGuards(set, () => set.host.power(false))
    const {error} = await set.off()
    expect(error).toMatchObject({code: 'POWER_SHUTDOWN_FAILED', message: expect.stringContaining('it does not answer any more')})
    expect(set.plug.state.outlets[0]?.closed).toBe(true)
  })

  it('keeps the power on when the command cannot be sent and the host is silent then: its network is down', async () => {
    const {off, host, plug, acts} = await bench()
    host.onShutdown = 'unreachable'
    expect((await off()).error).toMatchObject({code: 'POWER_SHUTDOWN_FAILED', message: expect.stringContaining('it is unreachable')})
    expect(plug.state.outlets[0]?.closed).toBe(true)
    expect(acts()).toEqual(['intent host.shutdown', 'outcome host.shutdown failed'])
  })

  it('accepts the silence when the link broke at the command', async () => {
    const {off, host, acts} = await bench()
    host.onShutdown = 'break'
    expect(await off()).toMatchObject({power: 'off', changed: true})
    expect(acts()).not.toContain('note host.shutdown.taken')
  })

  it('starts to wait again when the host answers during the settle time', async () => {
    const {off, host, services} = await bench()
    const {clock} = services
    let [settles, answers] = [0, 0]
    services.clock = {
      ...clock,
      async sleep(ms, signal) {
        if (ms === 10_000 && ++settles === 1) {
          await host.power(true)
          await new Promise((done) => setTimeout(done, 50))
        }
        if (ms === 500 && host.isUp() && settles === 1 && ++answers === 5) await host.power(false)
        await clock.sleep(ms, signal)
      },
    }
    expect(await off()).toMatchObject({power: 'off', changed: true})
    expect({settles, answers}).toEqual({settles: 2, answers: 5})
  })

  it('refuses undeclared work; a reason overrides that and goes into the journal', async () => {
    const {off, host, plug, acts} = await bench()
    host.extra.push('process\t77\t1\t0\t0\tcounter\t0::/\t/usr/bin/counter')
    const refused = await off()
    expect(refused.error).toMatchObject({code: 'GUARD_REFUSED', exit: 5})
    expect(refused.findings).toMatchObject([{code: 'POWER_UNDECLARED_WORK', forcible: true}])
    expect(plug.state.outlets[0]?.closed).toBe(true)
    expect(renderResults([await off({dryRun: true})])).toMatch(/^ {2}! a runs .*\n {4}Next: .*\n {2}If allowed:\n {2}1\. /m)
    expect(renderResults([await off({dryRun: true, force: 'x'})])).toMatch(/^ {2}! overridden by --force: a runs .*\n {2}1\. /m)
    expect(await off({force: 'it is a demo'})).toMatchObject({power: 'off'})
    expect(acts()).toContain('note guard.forced')
  })

  it('refuses a silent host that has power, as its work is unknown', async () => {
    const {off, host} = await bench()
    await host.power(false)
    expect((await off()).findings).toMatchObject([{code: 'POWER_HOST_SILENT', forcible: true}])
    const planned = await off({force: 'it hangs', dryRun: true})
    const line = 'a does not answer: no shutdown; its power is cut at once'
    expect(planned.plan?.slice(0, 1)).toEqual([line])
    expect(planned.plan?.at(-1)).not.toContain('silence')
    expect((await off({dryRun: true})).plan).toContain(line)
    const cut = await off({force: 'it hangs'})
    // The meter shows only that the outlet lost its load.
    expect(cut).toMatchObject({power: 'unknown', changed: true, error: {code: 'POWER_NOT_PROVED'}})
    expect(cut).toMatchObject({shutdownSkipped: [{host: 'a', why: 'it does not answer'}]})
    expect(renderResults([cut])).toMatch(
      /^ {2}! a was not shut down before the cut: it does not answer\n {2}! overridden by --force: a has power, but /m,
    )
  })

  it("accepts a reason against any guard's finding that a host is silent, and then skips its shutdown", async () => {
    const set = await bench()
    set.registry.guards.add('other', {
      name: 'other',
      order: 10,
      check: async (host) => {
        const finding = {
          host: host.name,
          code: 'OTHER_SILENT',
          message: 'It is silent.',
          hint: 'wait',
          forcible: true,
          hostSilent: true,
        } as const
        return {guard: 'other', host: host.name, findings: [finding], plan: []}
      },
    })
    set.host.onShutdown = 'unreachable'
    afterGuards(set, () => set.host.power(false))
    expect(await set.off({force: 'it hangs'})).toMatchObject({changed: true, shutdownSkipped: [{host: 'a', why: 'it does not answer'}]})
    expect(set.plug.state.outlets[0]?.closed).toBe(false)
  })

  it('changes nothing and moves nothing when the plug does not answer', async () => {
    const {off, plug, host} = await bench()
    await plug[Symbol.asyncDispose]()
    expect((await off()).error).toMatchObject({code: 'POWER_PLUG_SILENT', exit: 4})
    expect(host.commands).toEqual([])
  })

  it('refuses a plug that is not the pinned one', async () => {
    const host = await fakeHost(address)
    const plug = await startLabPlug({model: 'HS100', address, port: 0, outlets: [{alias: 'a', on: true}]})
    onTestFinished(async () => {
      await plug[Symbol.asyncDispose]()
      await host.power(false)
    })
    const inventory = `hosts: {a: {power: {driver: kasa, address: ${address}, port: ${plug.port}, deviceId: OTHER}}}`
    const {services, hosts, signal} = await scene({inventory})
    const {hosts: results} = await offHosts(services, hosts('a'), {argv: [], dryRun: false}, signal)
    expect(results[0]?.error).toMatchObject({code: 'POWER_PLUG_MISMATCH', exit: 5})
    const on = await onHosts(services, hosts('a'), [], signal)
    expect(on.hosts[0]?.error).toMatchObject({code: 'POWER_PLUG_MISMATCH', exit: 5})
    expect(plug.state.outlets[0]?.closed).toBe(true)
  })

  it('prints a plan without changing anything', async () => {
    const {off, host, plug, coordinator} = await bench()
    const result = await off({dryRun: true})
    expect(result.plan).toEqual([
      'a: run systemctl poweroff, wait up to 120 s until it is silent, then 10 s for its disks',
      expect.stringContaining('open the relay kasa/'),
      'prove that a is off: relay, meter, silence',
    ])
    expect(coordinator.store.entries).toEqual([])
    expect(host.isUp()).toBe(true)
    expect(plug.questions.every((question) => !question.includes('set_relay_state'))).toBe(true)
  })

  it('plans only the proofs that can be had, and no shutdown of a host that it cannot reach', async () => {
    const power = '{driver: exec, on: ["true", "on"], off: ["true", "off"], status: ["true"]}'
    const inventory = `hosts: {a: {ignore: ['*'], power: ${power}}}`
    const {services, hosts, signal} = await scene({inventory})
    const {hosts: results} = await offHosts(services, hosts('a'), {argv: [], dryRun: true}, signal)
    expect(results[0]?.plan).toEqual([
      'a: no shutdown (the inventory has no address of it)',
      expect.stringContaining('open the relay exec/'),
      'prove that a is off: relay (silence proves nothing: add "address:" to a in the inventory)',
    ])
  })

  it('names the cure when ops cannot see what runs on a host without an address', async () => {
    const inventory = 'hosts: {a: {power: {driver: exec, on: ["true", "on"], off: ["true", "off"], status: ["true"]}}}'
    const a = {
      host: 'a',
      kind: 'ssh',
      exec: () => Promise.reject(transportErrors.TRANSPORT_NO_ADDRESS({host: 'a'}, 'a')),
      async [Symbol.asyncDispose]() {},
    }
    const {services, hosts, signal} = await scene({inventory, transports: {a}})
    const {hosts: results} = await offHosts(services, hosts('a'), {argv: [], dryRun: false}, signal)
    expect(results[0]?.findings?.[0]?.hint).toMatch(/^add "address:" to a in the inventory; or declare "ignore: /)
  })

  it('lets a guard move the work away, and holds the host only afterwards', async () => {
    const set = await bench({yaml: ''})
    const log: string[] = []
    let moved = false
    const evacuation: Guard = {
      name: 'evacuation',
      order: 10,
      check: async (host, {cut}) => {
        log.push(`check ${JSON.stringify(cut.hosts)}`)
        return {guard: 'evacuation', host: host.name, findings: [], plan: moved ? [] : ['move counter to b']}
      },
      async clear() {
        // Evacuation takes the host's lease itself.
        await using lease = await set.coordinator.lease({names: ['host/a'], mode: 'exclusive', ttlMs: 1000, holder: 'x'})
        log.push(`clear ${lease.names.join()}`)
        moved = true
      },
    }
    set.registry.guards.add('evacuation', evacuation)
    expect(await set.off()).toMatchObject({power: 'off'})
    expect(log).toEqual(['check ["a"]', 'clear host/a', 'check ["a"]'])
  })

  it('fails when it is stopped before any act', async () => {
    const set = await bench()
    const stop = new AbortController()
    afterGuards(set, async () => stop.abort(new OpsError('INTERRUPTED', 'Stopped by SIGINT.', 'interrupted')))
    const {services, hosts, coordinator} = set
    await expect(offHosts(services, hosts('a'), {argv: [], dryRun: false}, stop.signal)).rejects.toMatchObject({code: 'INTERRUPTED'})
    expect(coordinator.store.entries.at(-1)).toMatchObject({kind: 'run.end', data: {state: 'failed', error: {code: 'INTERRUPTED'}}})
  })

  it('is refused while another run holds the outlet', async () => {
    const {off, coordinator, plug} = await bench()
    await coordinator.lease({names: [`outlet/kasa/${address}:${plug.port}`], mode: 'exclusive', ttlMs: 1000, holder: 'other'})
    expect((await off()).error).toMatchObject({code: 'LEASE_HELD', exit: 5})
  })
})

describe('faults', () => {
  const cases: [string, Fault[], {power: string; code?: string}][] = [
    ['acknowledges and does not switch', [{kind: 'ack-only'}], {power: 'on', code: 'POWER_STILL_ON'}],
    ['has a welded contact', [{kind: 'welded'}], {power: 'unknown', code: 'POWER_NOT_PROVED'}],
    ['resets within its answer', [{kind: 'reset-mid-frame', at: 'switch'}], {power: 'off'}],
    ['cuts its answer', [{kind: 'truncate', at: 'switch'}], {power: 'off'}],
    ['drops the connection after the act', [{kind: 'drop-after-act', at: 'switch'}], {power: 'off'}],
    ['drops the connection before the act', [{kind: 'drop-before-act', at: 'switch'}], {power: 'on', code: 'POWER_UNKNOWN'}],
    ['answers noise', [{kind: 'garbage', at: 'switch'}], {power: 'off'}],
    ['acts and refuses', [{kind: 'err-code', at: 'switch'}], {power: 'off'}],
    ['leaves err_code out', [{kind: 'no-err-code', at: 'switch'}], {power: 'off'}],
    ['answers too late', [{kind: 'slow', ms: 400, at: 'switch'}], {power: 'off'}],
    ['answers every read with noise', [{kind: 'garbage', times: 100}], {power: 'unknown', code: 'POWER_PLUG_ANSWER_BAD'}],
  ]
  it.each(cases)('a plug that %s', async (_, faults, {power, code}) => {
    const {off, plug, acts} = await bench({answerMs: 150})
    plug.inject(...faults)
    const result = await off({hard: true})
    expect({power: result.power, code: result.error?.code}).toEqual({power, code})
    if (result.error === undefined) expect(plug.state.outlets[0]?.closed).toBe(false)
    // In every case the command to switch was sent once at most.
    expect(acts().filter((act) => act === 'intent relay.off').length).toBeLessThanOrEqual(1)
    expect(plug.questions.filter((question) => question.includes('set_relay_state')).length).toBeLessThanOrEqual(1)
  })

  it('a plug that did not switch on and reports a false state in the next reading', async () => {
    const {services, hosts, signal, plug, host} = await bench({model: 'HS100'})
    await host.power(false)
    for (const outlet of plug.state.outlets) outlet.closed = outlet.reported = false
    plug.inject({kind: 'ack-only'}, {kind: 'none', times: 3}, {kind: 'lie'})
    const {hosts: results} = await onHosts(services, hosts('a'), [], signal)
    expect(results).toMatchObject([
      {power: 'off', error: {code: 'POWER_NOT_PROVED', message: expect.stringContaining('reads on, then off')}},
    ])
  })

  it('a plug that did not switch, does not answer the next reading, and reports a false state in the second', async () => {
    const {off, plug} = await bench({model: 'HS100', answerMs: 150})
    plug.inject({kind: 'none', times: 4}, {kind: 'ack-only'}, {kind: 'garbage', times: 3}, {kind: 'lie'})
    const {error} = await off({hard: true})
    expect(error).toMatchObject({code: 'POWER_NOT_PROVED', message: expect.stringContaining('reads off, then on')})
    expect(plug.state.outlets[0]?.closed).toBe(true)
  })

  it('a plug that reports a false state in the first reading', async () => {
    const {off, plug} = await bench({model: 'HS100'})
    plug.inject({kind: 'lie'})
    expect(await off()).toMatchObject({power: 'off', changed: true})
    expect(plug.state.outlets[0]?.closed).toBe(false)
  })

  it.each([true, 'closes', 'hangs'] as const)(
    'a plug whose newer firmware closed the port is reported with its model (%s)',
    async (klap) => {
      await using plug = await startLabPlug({model: 'HS100', address: '127.40.1.2', port: 9999, klap})
      const yaml = `hosts: {a: {power: {driver: kasa, address: ${plug.address}}}}`
      const {services, hosts, signal} = await scene({inventory: yaml, answerMs: 60_000})
      const began = performance.now()
      const {hosts: results} = await offHosts(services, hosts('a'), {argv: [], dryRun: false}, signal)
      // Not the minute that an answer may take.
      expect(performance.now() - began).toBeLessThan(30_000)
      expect(results[0]?.error).toMatchObject({code: 'POWER_PLUG_UNSUPPORTED', exit: 5})
      expect(results[0]?.error?.message).toContain('a HS100(EU) whose firmware speaks KLAP')
    },
  )
})

describe('power on', () => {
  it('succeeds when the machine is on already, and reports that it does not answer', async () => {
    const {services, hosts, signal, host} = await bench()
    const on = async () => (await onHosts(services, hosts('a'), [], signal)).hosts[0]
    expect((await on())?.proofs.map(({kind}) => kind)).toEqual(['relay'])
    await host.power(false)
    const result = await on()
    expect(result).toMatchObject({power: 'on', changed: false})
    expect(result?.proofs.at(-1)).toMatchObject({kind: 'answer', holds: 'unknown', detail: expect.stringContaining('ops power cycle a')})
  })
})

describe('power cycle', () => {
  it('switches a machine off, proves it, and switches it on again', async () => {
    const {services, hosts, host, signal, acts} = await bench()
    const {hosts: results} = await cycleHosts(services, hosts('a'), {argv: [], dryRun: false, pauseMs: 5000}, signal)
    expect(results).toMatchObject([{host: 'a', power: 'on', changed: true}])
    expect(host.isUp()).toBe(true)
    expect(acts().filter((act) => act.startsWith('intent'))).toEqual(['intent host.shutdown', 'intent relay.off', 'intent relay.on'])
  })

  it('reports that the machine is left off when it is stopped in the pause', async () => {
    const {services, hosts, plug} = await bench()
    const stop = new AbortController()
    const {clock} = services
    services.clock = {
      ...clock,
      async sleep(ms, signal) {
        if (ms === 7777) stop.abort(new OpsError('INTERRUPTED', 'Stopped by SIGINT.', 'interrupted'))
        await clock.sleep(ms, signal)
      },
    }
    const {hosts: results} = await cycleHosts(services, hosts('a'), {argv: [], dryRun: false, pauseMs: 7777}, stop.signal)
    expect(results).toMatchObject([{error: {code: 'POWER_LEFT_OFF', hint: 'ops power on a'}}])
    expect(plug.state.outlets[0]?.closed).toBe(false)
  })

  it('does not switch on a machine that was not proved off', async () => {
    const {services, hosts, plug, signal} = await bench()
    plug.inject({kind: 'welded'})
    const {hosts: results} = await cycleHosts(services, hosts('a'), {argv: [], dryRun: false, pauseMs: 0}, signal)
    expect(results[0]?.error?.code).toBe('POWER_NOT_PROVED')
    expect(plug.questions.filter((question) => question.includes('"state":1'))).toEqual([])
  })
})
